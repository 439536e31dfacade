package io.drey.lake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.LedgerEntry.SnapshotId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChainTest {

    private static final DatasetId ACME = new DatasetId("acme", "access");
    private static final long HOUR = 1_767_225_600_000L;

    @Test
    void aChainThatIsWholeHasNoBreaks() {
        List<ChainedEntry> chain = chain(4);
        assertThat(breaks(
                        chain,
                        Map.of(
                                1L,
                                List.of(chain.get(1).hash()),
                                3L,
                                List.of(chain.get(3).hash()))))
                .isEmpty();
    }

    @Test
    void anEntryIsTheSameBytesForEver() {
        assertThat(HexFormat.of().formatHex(ChainedEntry.canonical(7, entry(7, 3))))
                .isEqualTo("0000000000000007" + "00000005" + "6164646564" + "00000004" + "6c6f6773"
                        + "0000000000000007" + "0000000000000001" + "0000000000000002" + "00000006" + "617070656e64"
                        + "00000004" + "61636d65" + "00000006" + "616363657373" + "0000019b76daa800"
                        + "00000002" + "6964" + "0000000f" + "7261772e61636d652e616363657373"
                        + "0000000000000003" + "0000000000000000" + "0000000000000003" + "0000000000000000"
                        + "00000002" + "0802" + "000000000000002a");
    }

    @Test
    void aChangedCountIsNoticed() {
        List<ChainedEntry> chain = chain(4);
        ChainedEntry old = chain.get(2);
        chain.set(2, new ChainedEntry(2, old.previousHash(), old.hash(), entry(2, 9)));
        assertThat(breaks(chain, anchored(chain)))
                .containsExactly("entry 2 was changed: its entry_hash is not that of its content");
    }

    @Test
    void aRewrittenEntryIsNoticedByTheNext() {
        List<ChainedEntry> chain = chain(4);
        chain.set(2, ChainedEntry.link(2, chain.get(1).hash(), entry(2, 9)));
        assertThat(breaks(chain, anchored(chain)))
                .containsExactly("entry 3 does not follow entry 2: its previous_hash is another one");
    }

    @Test
    void aChainThatIsWholeButAnotherOneIsNoticedByItsAnchor() {
        List<ChainedEntry> chain = chain(4);
        Map<Long, List<String>> anchors = anchored(chain);
        chain.set(3, ChainedEntry.link(3, chain.get(2).hash(), entry(3, 9)));
        assertThat(breaks(chain, anchors))
                .singleElement()
                .asString()
                .startsWith("entry 3 is not the one that was anchored");
    }

    @Test
    void entriesThatAreMissingOrTwiceAreNoticed() {
        List<ChainedEntry> chain = chain(5);
        List<ChainedEntry> missing = new ArrayList<>(chain);
        missing.subList(1, 3).clear();
        assertThat(breaks(missing, anchored(chain))).containsExactly("entries 1 to 2 are missing");
        List<ChainedEntry> twice = new ArrayList<>(chain);
        twice.add(3, chain.get(2));
        assertThat(breaks(twice, anchored(chain))).containsExactly("entry 2 is there twice");
        assertThat(breaks(chain.subList(0, 3), anchored(chain)))
                .containsExactly("entry 4 is anchored and not there: the ledger ends with entry 2");
        assertThat(breaks(chain, Map.of())).containsExactly("no entry is anchored");
    }

    private static List<String> breaks(List<ChainedEntry> chain, Map<Long, List<String>> anchors) {
        ChainCheck check = new ChainCheck(anchors);
        chain.forEach(check::accept);
        return check.breaks();
    }

    private static Map<Long, List<String>> anchored(List<ChainedEntry> chain) {
        ChainedEntry last = chain.get(chain.size() - 1);
        return Map.of(last.number(), List.of(last.hash()));
    }

    private static List<ChainedEntry> chain(int length) {
        List<ChainedEntry> chain = new ArrayList<>();
        String hash = ChainedEntry.GENESIS;
        for (int i = 0; i < length; i++) {
            chain.add(ChainedEntry.link(i, hash, entry(i, 3)));
            hash = chain.get(i).hash();
        }
        return chain;
    }

    private static LedgerEntry entry(long snapshotId, long count) {
        RawPartition partition = new RawPartition(ACME.tenant(), ACME.dataset(), "id", "raw.acme.access", 3, 0);
        RangeSet offsets = new RangeSet();
        offsets.add(7, 9);
        return new LedgerEntry(
                LedgerEntry.Kind.ADDED,
                new SnapshotId(snapshotId, 1, 2, "append"),
                new LineKey(LakeTable.LOGS, partition, HOUR),
                count,
                0,
                offsets,
                42);
    }
}

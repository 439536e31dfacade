package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.rules.index.RuleIndex;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.SigmaRules;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/** How long it takes to read many rules and to index them, and what both keep in memory, in a JVM that has done nothing before. */
final class RuleLoad {

    private static final double MILLION = 1e6;

    private RuleLoad() {}

    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        List<SigmaFile> files = RuleVariants.ofSamples(text -> true).first(count);
        long before = usedBytes();
        double start = System.nanoTime() / 1e9;
        SigmaRules rules = new SigmaReader(Placeholders.NONE).read(files);
        double read = System.nanoTime() / 1e9;
        RuleIndex index =
                RuleIndex.of(rules.rules().stream().map(SigmaRule::condition).toList());
        double indexed = System.nanoTime() / 1e9;
        long kept = usedBytes() - before;
        ObjectNode result = new ObjectMapper()
                .createObjectNode()
                .put("benchmark", "rule-load")
                // What is measured above is still used below, so that it is not collected before.
                .put("files", files.size())
                .put("rules", rules.rules().size())
                .put("refused", rules.refusals().size())
                .put("always_asked", index.alwaysAsked())
                .put("read_seconds", read - start)
                .put("index_seconds", indexed - read)
                .put("kept_megabytes", kept / MILLION);
        System.out.println(result);
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

package io.drey.rules.index;

import static io.drey.rules.index.RuleIndex.NONE;

import io.drey.rules.condition.Address;
import io.drey.rules.condition.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Networks that a field's address may be in. Two networks are apart or one is inside the other: so they are a tree, in the
 * order of their first addresses, and those that an address is in are the innermost and the ones around it.
 */
final class Networks {

    private record Network(Cidr cidr, int predicate) {}

    private final Network[] networks;
    private final int[] around;

    /** Networks of one kind, and the predicate of each. */
    Networks(List<Cidr> cidrs, List<Integer> predicates) {
        List<Network> all = new ArrayList<>();
        for (int i = 0; i < cidrs.size(); i++) {
            all.add(new Network(cidrs.get(i), predicates.get(i)));
        }
        all.sort(Comparator.<Network>comparingLong(network -> network.cidr.high() + Long.MIN_VALUE)
                .thenComparingLong(network -> network.cidr.low() + Long.MIN_VALUE)
                .thenComparingInt(network -> network.cidr.prefix()));
        networks = all.toArray(Network[]::new);
        around = new int[networks.length];
        for (int i = 0; i < networks.length; i++) {
            Cidr cidr = networks[i].cidr;
            int outer = i - 1;
            while (outer >= 0 && !networks[outer].cidr.holds(cidr.high(), cidr.low())) {
                outer = around[outer];
            }
            around[i] = outer;
        }
    }

    void find(Address address, Hits hits) {
        int at = lastNotBehind(address);
        while (at != NONE && !networks[at].cidr.holds(address.high(), address.low())) {
            at = around[at];
        }
        for (; at != NONE; at = around[at]) {
            hits.hit(networks[at].predicate);
        }
    }

    private int lastNotBehind(Address address) {
        int from = 0;
        int to = networks.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            Cidr cidr = networks[middle].cidr;
            int order = Long.compareUnsigned(cidr.high(), address.high());
            if (order < 0 || (order == 0 && Long.compareUnsigned(cidr.low(), address.low()) <= 0)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }
}

package io.drey.format.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import io.drey.format.text.IpLiteral;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the smallest of some networks that an address is in, by bisection: 28 bytes a network. An IPv4 address is the one of IPv6 that
 * it is mapped to.
 */
final class Networks {

    private static final int BITS = 128;
    private static final int V4_BITS = 32;

    /**
     * A network.
     *
     * @param high its first address's first 64 bits
     * @param low the others
     * @param bits how many of them count
     * @param place what the network is of, a number of the caller's
     */
    record Network(long high, long low, int bits, int place) {}

    private static final Comparator<Network> ORDER = Comparator.comparing(Network::high, Long::compareUnsigned)
            .thenComparing(Network::low, Long::compareUnsigned)
            .thenComparingInt(Network::bits);

    private final long[] high;
    private final long[] low;
    private final int[] bits;
    private final int[] places;

    /** The smallest network around each, or -1. */
    private final int[] around;

    Networks(List<Network> unordered) {
        List<Network> networks = unordered.stream().sorted(ORDER).toList();
        high = networks.stream().mapToLong(Network::high).toArray();
        low = networks.stream().mapToLong(Network::low).toArray();
        bits = networks.stream().mapToInt(Network::bits).toArray();
        places = networks.stream().mapToInt(Network::place).toArray();
        around = new int[high.length];
        for (int i = 0; i < high.length; i++) {
            around[i] = withinOrAround(i - 1, high[i], low[i]);
        }
    }

    /**
     * Reads an address, or a network as {@code 203.0.113.0/24}.
     *
     * @return null if the text is neither
     * @throws IllegalArgumentException if the network says no number of bits that there can be
     */
    static Network parse(String text, int place) {
        int slash = text.indexOf('/');
        byte[] utf8 = (slash < 0 ? text : text.substring(0, slash)).getBytes(UTF_8);
        long[] address = new long[2];
        if (!IpLiteral.read(utf8, 0, utf8.length, address)) {
            return null;
        }
        int most = text.indexOf(':') < 0 ? V4_BITS : BITS;
        int given = most;
        if (slash >= 0) {
            String written = text.substring(slash + 1);
            given = written.matches("\\d{1,3}") ? Integer.parseInt(written) : -1;
            if (given < 0 || given > most) {
                throw new IllegalArgumentException(
                        "'%s' is no network: write 0 to %d bits behind the slash".formatted(Printable.of(text), most));
            }
        }
        int all = given + BITS - most;
        return new Network(address[0] & mask(all), address[1] & mask(all - Long.SIZE), all, place);
    }

    /** The place of the smallest network that an address of two halves is in, or -1. */
    int find(long addressHigh, long addressLow) {
        int from = 0;
        int to = high.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            int order = Long.compareUnsigned(high[middle], addressHigh);
            if (order > 0 || (order == 0 && Long.compareUnsigned(low[middle], addressLow) > 0)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        int at = withinOrAround(from - 1, addressHigh, addressLow);
        return at < 0 ? -1 : places[at];
    }

    /** The network, or the smallest around it, that an address is in, or -1. */
    private int withinOrAround(int network, long addressHigh, long addressLow) {
        int at = network;
        while (at >= 0
                && (high[at] != (addressHigh & mask(bits[at]))
                        || low[at] != (addressLow & mask(bits[at] - Long.SIZE)))) {
            at = around[at];
        }
        return at;
    }

    /** So many bits of 64, the highest. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
    }
}

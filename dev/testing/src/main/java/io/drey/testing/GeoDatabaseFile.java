package io.drey.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small database in MaxMind's format: what is known of some networks. For example
 *
 * <pre>{@code
 * new GeoDatabaseFile("GeoLite2-Country")
 *         .with("203.0.113.0/24", Map.of("country", Map.of("iso_code", "DE")))
 *         .write(folder.resolve("country.mmdb"));
 * }</pre>
 */
public final class GeoDatabaseFile {

    private static final String MARKER = "\u00ab\u00cd\u00efMaxMind.com";
    private static final int SEPARATOR = 16;
    private static final int NONE = -1;

    private final String type;
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {NONE, NONE}));

    /** Where the record of a leaf begins in the data; a leaf is {@code -2} minus its place here. */
    private final List<Integer> leaves = new ArrayList<>();

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** A database without networks. */
    public GeoDatabaseFile(String type) {
        this.type = type;
    }

    /**
     * Adds a network, which is in none of the others.
     *
     * @param network an address, a slash and how many bits of it count
     * @param record texts, whole numbers, fractions, and maps of these by their names
     */
    public GeoDatabaseFile with(String network, Map<String, ?> record) {
        String[] parts = network.split("/", 2);
        byte[] given = address(parts[0]);
        byte[] address = new byte[16];
        System.arraycopy(given, 0, address, 16 - given.length, given.length);
        int bits = Integer.parseInt(parts[1]) + 8 * (16 - given.length);
        int at = 0;
        for (int i = 0; i < bits; i++) {
            int side = address[i / 8] >> (7 - i % 8) & 1;
            if (i == bits - 1) {
                nodes.get(at)[side] = -2 - leaves.size();
            } else {
                if (nodes.get(at)[side] == NONE) {
                    nodes.add(new int[] {NONE, NONE});
                    nodes.get(at)[side] = nodes.size() - 1;
                }
                at = nodes.get(at)[side];
            }
        }
        leaves.add(data.size());
        data.writeBytes(encoded(record));
        return this;
    }

    /** Writes the database and returns where. */
    public Path write(Path file) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int child : node) {
                int value = child == NONE
                        ? nodes.size()
                        : child < NONE ? nodes.size() + SEPARATOR + leaves.get(-2 - child) : child;
                all.writeBytes(new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value});
            }
        }
        all.writeBytes(new byte[SEPARATOR]);
        all.writeBytes(data.toByteArray());
        all.writeBytes(MARKER.getBytes(ISO_8859_1));
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("binary_format_major_version", (short) 2);
        metadata.put("binary_format_minor_version", (short) 0);
        metadata.put("build_epoch", 1_700_000_000L);
        metadata.put("database_type", type);
        metadata.put("description", Map.of());
        metadata.put("ip_version", (short) 6);
        metadata.put("languages", List.of());
        metadata.put("node_count", nodes.size());
        metadata.put("record_size", (short) 24);
        all.writeBytes(encoded(metadata));
        try {
            return Files.write(file, all.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no address", e);
        }
    }

    private static byte[] encoded(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (value instanceof String text) {
            byte[] utf8 = text.getBytes(UTF_8);
            begin(out, 2, utf8.length);
            out.writeBytes(utf8);
        } else if (value instanceof Double fraction) {
            begin(out, 3, 8);
            out.writeBytes(ByteBuffer.allocate(8).putDouble(fraction).array());
        } else if (value instanceof Short number) {
            begin(out, 5, 2);
            out.writeBytes(ByteBuffer.allocate(2).putShort(number).array());
        } else if (value instanceof Integer number) {
            begin(out, 6, 4);
            out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
        } else if (value instanceof Long number) {
            begin(out, 9, 8);
            out.writeBytes(ByteBuffer.allocate(8).putLong(number).array());
        } else if (value instanceof List<?> list) {
            begin(out, 11, list.size());
            list.forEach(each -> out.writeBytes(encoded(each)));
        } else if (value instanceof Map<?, ?> map) {
            begin(out, 7, map.size());
            map.forEach((key, each) -> {
                out.writeBytes(encoded(key));
                out.writeBytes(encoded(each));
            });
        } else {
            throw new IllegalArgumentException("%s is of a type that is not written here".formatted(value));
        }
        return out.toByteArray();
    }

    /** What stands in front of a value: its type and size. */
    private static void begin(ByteArrayOutputStream out, int type, int size) {
        if (size >= 29 + 256) {
            throw new IllegalArgumentException("%d is too large here".formatted(size));
        }
        int sizeBits = Math.min(size, 29);
        out.write(type > 7 ? sizeBits : type << 5 | sizeBits);
        if (type > 7) {
            out.write(type - 7);
        }
        if (size >= 29) {
            out.write(size - 29);
        }
    }
}

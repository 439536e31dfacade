package io.drey.rules.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What a value looks like where somebody has encoded it. */
final class Encoding {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xff, (byte) 0xfe};
    private static final int OFFSETS = 3;
    private static final int BITS_OF_A_LETTER = 6;

    private Encoding() {}

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * What of a text in Base64 does not depend on its neighbours, for each place where it may begin.
     *
     * @throws RefusedException if hardly anything is left
     */
    static List<String> base64Offsets(byte[] bytes, At at) {
        List<String> variants = new ArrayList<>();
        for (int offset = 0; offset < OFFSETS; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            // Letters that share bits with what stands before or behind are left out.
            int from = (offset * Byte.SIZE + BITS_OF_A_LETTER - 1) / BITS_OF_A_LETTER;
            int to = (int) ((long) shifted.length * Byte.SIZE / BITS_OF_A_LETTER);
            if (to - from < 2) {
                throw new RefusedException(at, "a value that is too short for 'base64offset'", "use a longer one");
            }
            variants.add(base64(shifted).substring(from, to));
        }
        return variants;
    }

    /** With the mark that UTF-16 begins with, of its little-endian form. */
    static byte[] marked(byte[] bytes) {
        return ByteBuffer.allocate(BYTE_ORDER_MARK.length + bytes.length)
                .put(BYTE_ORDER_MARK)
                .put(bytes)
                .array();
    }

    /**
     * Bytes as the text that an event would have for them.
     *
     * @throws RefusedException if no text has them
     */
    static String text(byte[] bytes, At at) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(
                    at, "an encoding that gives bytes which no text has", "put 'base64' or 'base64offset' behind it");
        }
    }
}

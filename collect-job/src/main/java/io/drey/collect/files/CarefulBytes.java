package io.drey.collect.files;

import java.io.IOException;
import java.io.InputStream;

/** Takes byte by byte, so that all before a damage are to be had: who decompresses many at once gives none of them then. */
final class CarefulBytes extends InputStream {

    private final InputStream bytes;
    private IOException damage;

    CarefulBytes(InputStream bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        if (damage != null) {
            throw damage;
        }
        return bytes.read();
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = 0;
        try {
            while (count < length) {
                int next = read();
                if (next < 0) {
                    return count == 0 ? -1 : count;
                }
                into[from + count++] = (byte) next;
            }
        } catch (IOException e) {
            damage = e;
            if (count == 0) {
                throw e;
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}

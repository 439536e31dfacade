package io.drey.format.json;

import java.io.ByteArrayOutputStream;

/** Numbers with leading zeros. */
final class Digits {

    private Digits() {}

    /** The place behind a number's digits, or {@link SkeletonPart#DIFFERENT}. */
    static int match(int number, int digits, byte[] bytes, int at, int to) {
        if (at + digits > to) {
            return SkeletonPart.DIFFERENT;
        }
        int rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            if (bytes[i] != '0' + rest % 10) {
                return SkeletonPart.DIFFERENT;
            }
            rest /= 10;
        }
        return at + digits;
    }

    static void write(int number, int digits, ByteArrayOutputStream line) {
        int unit = 1;
        for (int i = 1; i < digits; i++) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            line.write('0' + number / unit % 10);
        }
    }

    /** The number that digits at a place are, or -1. */
    static int read(byte[] bytes, int at, int digits, int to) {
        if (at + digits > to) {
            return -1;
        }
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }
}

package io.drey.rules.book;

import java.util.Arrays;

/** The numbers of the conditions that an event meets; to be used again for the next event. Not thread-safe. */
public final class RuleHits {

    private int[] numbers = new int[16];
    private int size;

    /** Adds a condition's number; each at most once. */
    public void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = number;
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public int get(int index) {
        return numbers[index];
    }
}

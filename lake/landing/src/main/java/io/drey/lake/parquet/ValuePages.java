package io.drey.lake.parquet;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** A column's values in an encoding. */
interface ValuePages {

    /** So many values tell which encoding is the smallest. */
    int SAMPLE = 1 << 14;

    /** So many bytes of values tell it where none is in a dictionary: whole lines would be compressed once for each encoding. */
    int SAMPLE_BYTES = 1 << 18;

    /** So few values do not tell how long values are. */
    int FEWEST = 256;

    /**
     * The encoding in which the values take the fewest bytes, as a sample of the first of them tells.
     *
     * @param encodings those to choose from; if some have a dictionary, it is the same
     * @param count how many values there are
     * @param pages where they will be written
     */
    static ValuePages smallest(List<ValuePages> encodings, int count, ColumnPages pages) throws IOException {
        if (encodings.size() == 1) {
            return encodings.get(0);
        }
        int sample = sample(encodings, count);
        // The same one whatever is chosen does not matter, and those that there are are the same.
        boolean matters = encodings.stream().anyMatch(encoding -> !encoding.hasDictionary());
        long dictionary = -1;
        ValuePages smallest = encodings.get(0);
        double least = Double.MAX_VALUE;
        for (ValuePages encoding : encodings) {
            PageBytes page = new PageBytes(1 << 12);
            encoding.write(0, sample, page);
            double size = (double) pages.size(page) * count / sample;
            if (matters && encoding.hasDictionary()) {
                dictionary = dictionary < 0 ? DICTIONARY_HEADER + pages.size(encoding.dictionary()) : dictionary;
                size += dictionary;
            }
            if (size < least) {
                least = size;
                smallest = encoding;
            }
        }
        return smallest;
    }

    private static int sample(List<ValuePages> encodings, int count) throws IOException {
        int most = Math.min(count, SAMPLE);
        if (most <= FEWEST || encodings.stream().anyMatch(ValuePages::hasDictionary)) {
            return most;
        }
        PageBytes page = new PageBytes(1 << 12);
        encodings.get(0).write(0, FEWEST, page);
        long fitting = (long) SAMPLE_BYTES * FEWEST / Math.max(1, page.length());
        return (int) Math.max(FEWEST, Math.min(most, fitting));
    }

    /** What a dictionary takes in its page's header and in the footer. */
    int DICTIONARY_HEADER = 32;

    Encoding encoding();

    /** Whether values are numbers of a dictionary's entries. */
    default boolean hasDictionary() {
        return false;
    }

    /** The dictionary's entries. */
    default PageBytes dictionary() {
        throw new IllegalStateException("there is no dictionary");
    }

    /** How many entries the dictionary has. */
    default int dictionarySize() {
        return 0;
    }

    /** Appends a range of the values to a page. */
    void write(int from, int to, PageBytes page) throws IOException;

    /** Tells the least and the greatest value of a range, or of more. */
    void bound(int from, int to, Statistics<?> statistics);
}

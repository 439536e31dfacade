package io.drey.lake.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesUtils;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Dictionary;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.ValuesType;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DataPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DataPageV1;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DataPageV2;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageReader;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.ValuesReader;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The values of a column's pages in a row group, one page after the other. */
final class PageValues {

    private final ColumnDescriptor descriptor;
    private final boolean int32;
    private final PageReader pages;
    private final Dictionary dictionary;
    /** The column's number for each entry of the dictionary, or -1. */
    private final int[] numbers;

    private Levels repetitions;
    private Levels definitions;
    private ValuesReader values;
    private boolean ofDictionary;
    private int levels;

    PageValues(ColumnDescriptor descriptor, PageReader pages) throws IOException {
        this.descriptor = descriptor;
        this.int32 = descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32;
        this.pages = pages;
        DictionaryPage page = pages.readDictionaryPage();
        this.dictionary = page == null ? null : page.getEncoding().initDictionary(descriptor, page);
        this.numbers = new int[dictionary == null ? 0 : dictionary.getMaxId() + 1];
        Arrays.fill(numbers, -1);
    }

    /** Goes to the next page; false if there is none. */
    boolean next() throws IOException {
        DataPage page = pages.readPage();
        if (page == null) {
            return false;
        }
        levels = page.getValueCount();
        if (page instanceof DataPageV1 first) {
            ByteBufferInputStream bytes = first.getBytes().toInputStream();
            repetitions = levels(
                    first.getRlEncoding(), descriptor.getMaxRepetitionLevel(), ValuesType.REPETITION_LEVEL, bytes);
            definitions = levels(
                    first.getDlEncoding(), descriptor.getMaxDefinitionLevel(), ValuesType.DEFINITION_LEVEL, bytes);
            open(first.getValueEncoding(), bytes);
        } else {
            DataPageV2 second = (DataPageV2) page;
            repetitions = levels(descriptor.getMaxRepetitionLevel(), second.getRepetitionLevels());
            definitions = levels(descriptor.getMaxDefinitionLevel(), second.getDefinitionLevels());
            open(second.getDataEncoding(), second.getData().toInputStream());
        }
        return true;
    }

    private Levels levels(Encoding encoding, int greatest, ValuesType type, ByteBufferInputStream bytes)
            throws IOException {
        if (greatest == 0) {
            return () -> 0;
        }
        ValuesReader reader = encoding.getValuesReader(descriptor, type);
        reader.initFromPage(levels, bytes);
        return reader::readInteger;
    }

    private static Levels levels(int greatest, BytesInput bytes) throws IOException {
        return greatest == 0
                ? () -> 0
                : new RunLengthBitPackingHybridDecoder(BytesUtils.getWidthFromMaxInt(greatest), bytes.toInputStream())
                        ::readInt;
    }

    private void open(Encoding encoding, ByteBufferInputStream bytes) throws IOException {
        ofDictionary = encoding.usesDictionary();
        values = ofDictionary
                ? encoding.getDictionaryBasedValuesReader(descriptor, ValuesType.VALUES, dictionary)
                : encoding.getValuesReader(descriptor, ValuesType.VALUES);
        values.initFromPage(levels, bytes);
    }

    /** How many levels the page has: in a column with at most one value a row, one for each row. */
    int levels() {
        return levels;
    }

    /** Whether the next level is that of a value. */
    boolean nextIsDefined() {
        return nextDefinition() == descriptor.getMaxDefinitionLevel();
    }

    /** The definition level of a value. */
    int definitionOfValues() {
        return descriptor.getMaxDefinitionLevel();
    }

    /** The next definition level: how much of the value's path is there. */
    int nextDefinition() {
        return next(definitions);
    }

    /** The next repetition level: 0 where a row begins. */
    int nextRepetition() {
        return next(repetitions);
    }

    private int next(Levels levels) {
        try {
            return levels.next();
        } catch (IOException e) {
            throw new UncheckedIOException("a page of column %s is damaged".formatted(descriptor), e);
        }
    }

    /** Whether values have 32 bits: those of a column that was widened since do. */
    boolean isInt32() {
        return int32;
    }

    /** The values of rows that have one. */
    ValuesReader values() {
        return values;
    }

    /** Whether values are entries of the dictionary. */
    boolean isOfDictionary() {
        return ofDictionary;
    }

    byte[] text(int entry) {
        return dictionary.decodeToBinary(entry).getBytesUnsafe();
    }

    /** What was noted for an entry of the dictionary; -1 if nothing was. */
    int numberOf(int entry) {
        return numbers[entry];
    }

    void numberIs(int entry, int number) {
        numbers[entry] = number;
    }

    private interface Levels {
        int next() throws IOException;
    }
}

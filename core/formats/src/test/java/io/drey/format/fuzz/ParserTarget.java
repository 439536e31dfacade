package io.drey.format.fuzz;

import io.drey.event.LogEventCodec;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.LineSettings;
import io.drey.format.ParsedBytes;
import io.drey.format.SampleLines;
import java.util.Arrays;
import java.util.List;

/** A format's parser, with the repairs that belong to it. */
final class ParserTarget implements FuzzTarget {

    private final String format;
    private final LineParser parser;
    private final RecordCheck records;
    private final LogEventCodec codec = new LogEventCodec();

    ParserTarget(String format) {
        this.format = format;
        this.parser = Formats.parser(format);
        this.records = new RecordCheck(LineSettings.of(format));
    }

    @Override
    public String name() {
        return format;
    }

    @Override
    public void take(byte[] input) {
        ParsedBytes.check(parser, codec, input, 0, input.length, () -> Arrays.toString(input));
        records.check(input);
    }

    @Override
    public List<byte[]> seeds() {
        return SampleLines.of(Formats.of(format));
    }
}

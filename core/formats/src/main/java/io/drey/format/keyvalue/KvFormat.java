package io.drey.format.keyvalue;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Lines of {@code key=value} in looser forms than logfmt. */
@AutoService(LineFormat.class)
public final class KvFormat implements LineFormat {

    @Override
    public String name() {
        return "kv";
    }

    @Override
    public String description() {
        return "`key=value` pairs behind a time and a text, which may be missing; what parts them stands behind the colon, as in"
                + " `kv:|`, else spaces, commas and semicolons do";
    }

    @Override
    public String example() {
        return "2024-05-01T10:00:00Z payment taken: order=1042, amount=12.50, customer='ann smith'";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return KvParser.of(options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }

    @Override
    public boolean takesArgument() {
        return true;
    }
}

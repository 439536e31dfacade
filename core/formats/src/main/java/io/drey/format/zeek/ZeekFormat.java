package io.drey.format.zeek;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.json.MappedJsonParser;

/** Zeek's logs, written as JSON. */
@AutoService(LineFormat.class)
public final class ZeekFormat implements LineFormat {

    @Override
    public String name() {
        return "zeek";
    }

    @Override
    public String description() {
        return "Zeek's logs, written as JSON; of those with tabs the fields stand behind the colon, as behind `#fields`:"
                + " `zeek:ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto`";
    }

    @Override
    public String example() {
        return "{\"_path\":\"conn\",\"ts\":1714557600.123456,\"uid\":\"CHhAvVGS1DHFjwGM9\",\"id.orig_h\":\"192.0.2.4\",\"id.or"
                + "ig_p\":51234,\"id.resp_h\":\"198.51.100.7\",\"id.resp_p\":443,\"proto\":\"tcp\",\"service\":\"ssl\",\"duration\""
                + ":0.25,\"orig_bytes\":1200,\"resp_bytes\":34000,\"conn_state\":\"SF\"}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        String fields = options.argument().strip();
        return fields.isEmpty()
                ? new MappedJsonParser(ZeekFormat.class, "zeek.members.txt", options)
                : new MappedJsonParser(
                        ZeekFormat.class,
                        "zeek.members.txt",
                        vocabulary -> new ZeekColumnsParser(vocabulary, fields, options),
                        options);
    }

    @Override
    public boolean takesArgument() {
        return true;
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}

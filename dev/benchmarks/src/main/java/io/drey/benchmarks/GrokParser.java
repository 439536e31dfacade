package io.drey.benchmarks;

import io.krakens.grok.api.Grok;
import io.krakens.grok.api.GrokCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * java-grok with the combined pattern it brings along, its numbers and time stamp typed as ours are. It takes strings,
 * which are made of each line's bytes as ours takes them.
 */
final class GrokParser implements Contender {

    /** COMBINEDAPACHELOG, with types. */
    private static final String PATTERN = "%{IPORHOST:clientip} %{USER:ident} %{USER:auth}"
            + " \\[%{HTTPDATE:timestamp:date;dd/MMM/yyyy:HH:mm:ss Z}\\]"
            + " \"(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})\""
            + " %{NUMBER:response:int} (?:%{NUMBER:bytes:long}|-) %{QS:referrer} %{QS:agent}";

    private final Grok grok;
    private final Object[] emitted = new Object[1024];
    private Lines lines;

    GrokParser() {
        GrokCompiler compiler = GrokCompiler.newInstance();
        compiler.registerDefaultPatterns();
        grok = compiler.compile(PATTERN);
    }

    @Override
    public void prepare(Path input, int count) throws IOException {
        lines = Lines.read(input, count);
    }

    @Override
    public void pass() {
        for (int i = 0; i < lines.count(); i++) {
            emitted[i & 1023] = parse(i);
        }
    }

    private Map<String, Object> parse(int line) {
        Map<String, Object> fields = grok.match(lines.text(line)).capture();
        if (fields.isEmpty()) {
            throw new IllegalStateException("line %d does not match".formatted(line + 1));
        }
        return fields;
    }

    @Override
    public long answer(int count) {
        Answer answer = new Answer();
        for (int i = 0; i < count; i++) {
            Map<String, Object> fields = parse(i);
            String request = (String) fields.get("request");
            int question = request.indexOf('?');
            Object bytes = fields.get("bytes");
            answer.with((Integer) fields.get("response"))
                    .with(bytes == null ? -1 : (Long) bytes)
                    .with((String) fields.get("clientip"))
                    .with(question < 0 ? request : request.substring(0, question))
                    .with(((Instant) fields.get("timestamp")).toEpochMilli());
        }
        return answer.hash();
    }
}

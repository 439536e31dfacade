package io.drey.benchmarks;

import io.krakens.grok.api.Grok;
import io.krakens.grok.api.GrokCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** java-grok with the combined pattern it brings along; it takes strings, which are made beforehand. */
final class GrokParser implements Contender {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    private final Grok grok;
    private final Object[] emitted = new Object[1024];
    private String[] lines;

    GrokParser() {
        GrokCompiler compiler = GrokCompiler.newInstance();
        compiler.registerDefaultPatterns();
        grok = compiler.compile("%{COMBINEDAPACHELOG}");
    }

    @Override
    public void prepare(Path input, int count) throws IOException {
        Lines read = Lines.read(input, count);
        lines = new String[read.count()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = read.text(i);
        }
    }

    @Override
    public void pass() {
        for (int i = 0; i < lines.length; i++) {
            Map<String, Object> fields = grok.match(lines[i]).capture();
            if (fields.isEmpty()) {
                throw new IllegalStateException("line %d does not match".formatted(i + 1));
            }
            emitted[i & 1023] = fields;
        }
    }

    @Override
    public long answer(int count) {
        Answer answer = new Answer();
        for (int i = 0; i < count; i++) {
            Map<String, Object> fields = grok.match(lines[i]).capture();
            String request = (String) fields.get("request");
            int question = request.indexOf('?');
            Object bytes = fields.get("bytes");
            answer.with(Long.parseLong((String) fields.get("response")))
                    .with(bytes == null ? -1 : Long.parseLong((String) bytes))
                    .with((String) fields.get("clientip"))
                    .with(question < 0 ? request : request.substring(0, question))
                    .with(OffsetDateTime.parse((String) fields.get("timestamp"), TIME)
                            .toInstant()
                            .toEpochMilli());
        }
        return answer.hash();
    }
}

package io.drey.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import nl.basjes.parse.core.Field;
import nl.basjes.parse.core.Parser;
import nl.basjes.parse.core.exceptions.DissectionFailure;
import nl.basjes.parse.core.exceptions.InvalidDissectorException;
import nl.basjes.parse.core.exceptions.MissingDissectorsException;
import nl.basjes.parse.httpdlog.HttpdLoglineParser;

/**
 * httpdlog-parser asked for the fields that ours fills. It takes strings, which are made of each line's bytes as ours takes
 * them.
 */
final class HttpdlogParser implements Contender {

    private final Parser<Fields> parser = new HttpdLoglineParser<>(Fields.class, "combined");
    private final Object[] emitted = new Object[1024];
    private Lines lines;

    @Override
    public void prepare(Path input, int count) throws IOException {
        lines = Lines.read(input, count);
    }

    @Override
    public void pass() {
        for (int i = 0; i < lines.count(); i++) {
            emitted[i & 1023] = parse(lines.text(i));
        }
    }

    private Fields parse(String line) {
        try {
            return parser.parse(new Fields(), line);
        } catch (DissectionFailure | InvalidDissectorException | MissingDissectorsException e) {
            throw new IllegalStateException(line, e);
        }
    }

    @Override
    public long answer(int count) {
        Answer answer = new Answer();
        for (int i = 0; i < count; i++) {
            Fields fields = parse(lines.text(i));
            answer.with(Long.parseLong(fields.status))
                    .with(fields.bytes == null ? -1 : fields.bytes)
                    .with(fields.address)
                    .with(fields.path)
                    .with(fields.time);
        }
        return answer.hash();
    }

    /** What the parser fills. */
    public static final class Fields {

        private String address;
        private String user;
        private long time;
        private String method;
        private String target;
        private String path;
        private String query;
        private String version;
        private String status;
        private Long bytes;
        private String referrer;
        private String agent;

        @Field("IP:connection.client.host")
        public void setAddress(String value) {
            address = value;
        }

        @Field("STRING:connection.client.user")
        public void setUser(String value) {
            user = value;
        }

        @Field("TIME.EPOCH:request.receive.time.epoch")
        public void setTime(Long value) {
            time = value;
        }

        @Field("HTTP.METHOD:request.firstline.method")
        public void setMethod(String value) {
            method = value;
        }

        @Field("HTTP.URI:request.firstline.uri")
        public void setTarget(String value) {
            target = value;
        }

        @Field("HTTP.PATH:request.firstline.uri.path")
        public void setPath(String value) {
            path = value;
        }

        @Field("HTTP.QUERYSTRING:request.firstline.uri.query")
        public void setQuery(String value) {
            query = value;
        }

        @Field("HTTP.PROTOCOL.VERSION:request.firstline.protocol.version")
        public void setVersion(String value) {
            version = value;
        }

        @Field("STRING:request.status.last")
        public void setStatus(String value) {
            status = value;
        }

        @Field("BYTESCLF:response.body.bytes")
        public void setBytes(Long value) {
            bytes = value;
        }

        @Field("HTTP.URI:request.referer")
        public void setReferrer(String value) {
            referrer = value;
        }

        @Field("HTTP.USERAGENT:request.user-agent")
        public void setAgent(String value) {
            agent = value;
        }

        @Override
        public String toString() {
            return String.join(" ", user, method, target, query, version, referrer, agent);
        }
    }
}

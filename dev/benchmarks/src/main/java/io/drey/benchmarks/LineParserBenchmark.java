package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.LineRenderers;
import io.drey.format.line.LineRenderer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time and allocation of one line of some formats, the same one again and again, which flatters: {@code run jmh
 * LineParserBenchmark -prof gc}. {@link LineRates} takes every format.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
public class LineParserBenchmark {

    private static final DatasetId DATASET = new DatasetId("bench", "lines");
    private static final long ARRIVAL_MILLIS = 1_775_000_000_000L;

    @Param({"combined", "elb", "alb", "rfc3164", "rfc5424", "json", "json/flat", "json/nginx", "json/labels"})
    public String format;

    private LineParser parser;
    private byte[] line;

    @Setup
    public void prepare() {
        parser = Formats.parser(format.split("/", -1)[0]);
        line = line().getBytes(UTF_8);
    }

    private String line() {
        String request = "\"GET https://shop.example:443/a/b?c=d&e HTTP/1.1\" \"Mozilla/5.0 (X11; Linux x86_64)\"";
        String balancer = "2026-03-04T05:06:07.123456Z app/web/50dc6c495c0c9188 192.0.2.7:51600 10.0.0.1:80"
                + " 0.001 0.048 0.003 200 200 34 366 " + request + " ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2";
        return switch (format) {
            case "combined" ->
                "192.0.2.7 - - [04/Mar/2026:05:06:07 +0000] \"GET /a/b?c=d&e HTTP/1.1\" 200 366"
                        + " \"https://shop.example/\" \"Mozilla/5.0 (X11; Linux x86_64)\"";
            case "elb" -> balancer;
            case "alb" ->
                "h2 " + balancer
                        + " arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/web/73e2d6bc24d8a067"
                        + " \"Root=1-58337262-36d228ad5d99923122bbe354\" \"shop.example\" \"session-reused\" 0"
                        + " 2026-03-04T05:06:07.071000Z \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\" \"-\""
                        + " TID_1234abcd5678ef90 \"-\" \"-\" \"-\"";
            case "rfc3164" ->
                "<34>Oct 11 22:14:15 web-1 sshd[1010]: Failed password for root from 192.0.2.7 port 51600";
            case "rfc5424" ->
                "<165>1 2026-03-04T05:06:07.123456Z web-1.example sshd 1010 ID47"
                        + " [origin@32473 ip=\"192.0.2.7\"] Failed password for root from 192.0.2.7 port 51600";
            case "json/flat" ->
                "{\"level\":\"info\",\"ts\":1772600767.123456,\"logger\":\"checkout\",\"msg\":\"order was placed\","
                        + "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"span_id\":\"00f067aa0ba902b7\"}";
            case "json/nginx" ->
                "{\"time_local\":\"04/Mar/2026:05:06:07 +0000\",\"remote_addr\":\"192.0.2.7\",\"remote_user\":\"-\","
                        + "\"request\":\"GET /a/b?c=d&e HTTP/1.1\",\"status\":\"200\",\"body_bytes_sent\":\"366\","
                        + "\"http_referer\":\"https://shop.example/\",\"http_user_agent\":\"Mozilla/5.0 (X11; Linux x86_64)\"}";
            case "json/labels" ->
                "{\"@timestamp\":\"2026-03-04T05:06:07.123456789Z\",\"log.level\":\"INFO\",\"message\":\"order was placed\","
                        + "\"service.name\":\"shop\",\"order\":{\"id\":17,\"paid\":false,\"total\":129.95,\"items\":[1,2,3]},"
                        + "\"customer\":\"c-4711\",\"region\":\"eu-west\",\"attempt\":1,\"queue\":\"orders\",\"shard\":\"7\","
                        + "\"note\":\"said \\\"thanks\\\"\"}";
            default ->
                "{\"@timestamp\":\"2026-03-04T05:06:07.123Z\",\"source\":{\"ip\":\"192.0.2.7\"},"
                        + "\"message\":\"Failed password for root\"}";
        };
    }

    /** The event with its fields. */
    @Benchmark
    public LogEvent parse() {
        EventBuilder event =
                new EventBuilder(DATASET, "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.lines", 0, 7, 0, ARRIVAL_MILLIS, line);
        if (parser.parse(event, 0, line.length) != null) {
            throw new IllegalStateException("the line was rejected");
        }
        return event;
    }

    /** The same, and which renderer gives the line back, as the lake asks for each event. */
    @Benchmark
    public LineRenderer parseAndFindRenderer() {
        return LineRenderers.forLineOf(parse());
    }
}

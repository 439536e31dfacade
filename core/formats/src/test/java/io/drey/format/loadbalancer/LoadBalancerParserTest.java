package io.drey.format.loadbalancer;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.format.LineRenderers;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadBalancerParserTest {

    private static final String CLASSIC = "2026-03-04T05:06:07.123456Z web 192.0.2.7:51600 10.0.0.1:80"
            + " 0.000073 0.001048 0.000057 200 404 34 366 \"GET http://www.example.com:80/a/b?c=d&e HTTP/1.1\" \"curl/8.5.0\"";
    private static final String CLASSIC_TLS = CLASSIC + " ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2";
    private static final String APPLICATION = "h2 2026-03-04T05:06:07.123456Z app/web/50dc6c495c0c9188"
            + " 192.0.2.7:51600 10.0.0.1:80 0.001 0.020 0.300 502 200 34 366"
            + " \"GET https://www.example.com:443/a?b HTTP/2.0\" \"curl/8.5.0\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.3"
            + " arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/web/73e2d6bc24d8a067"
            + " \"Root=1-58337262-36d228ad5d99923122bbe354\"";
    private static final String CHOSEN =
            " \"www.example.com\" \"arn:aws:acm:us-east-2:123456789012:certificate/12345678\""
                    + " 7 2026-03-04T05:06:06.802000Z \"waf,redirect\" \"https://login.example.com/?to=x\" \"LambdaUnhandled\""
                    + " \"10.0.0.1:80 10.0.0.2:80\" \"502 200\" \"Ambiguous\" \"AmbiguousUri\"";
    private static final String REWRITTEN = " TID_1234abcd5678ef90 \"inner.example.com\" \"/b?x\" \"TransformSuccess\"";

    @Test
    void readsAllFieldsOfAClassicLine() {
        LogEvent event = parsed("elb", CLASSIC_TLS);

        assertThat(event.timestampMicros()).isEqualTo(micros("2026-03-04T05:06:07.123456Z"));
        assertThat(event.text(Field.AWS_ELB_NAME)).isEqualTo("web");
        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("192.0.2.7");
        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo("192.0.2.7");
        assertThat(event.number(Field.SOURCE_PORT)).isEqualTo(51_600);
        assertThat(event.text(Field.AWS_ELB_BACKEND_IP)).isEqualTo("10.0.0.1");
        assertThat(event.number(Field.AWS_ELB_BACKEND_PORT)).isEqualTo(80);
        assertThat(event.number(Field.AWS_ELB_REQUEST_PROCESSING_TIME)).isEqualTo(73);
        assertThat(event.number(Field.AWS_ELB_BACKEND_PROCESSING_TIME)).isEqualTo(1048);
        assertThat(event.number(Field.AWS_ELB_RESPONSE_PROCESSING_TIME)).isEqualTo(57);
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(200);
        assertThat(event.number(Field.AWS_ELB_BACKEND_STATUS_CODE)).isEqualTo(404);
        assertThat(event.number(Field.HTTP_REQUEST_BODY_BYTES)).isEqualTo(34);
        assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(366);
        assertThat(event.text(Field.HTTP_REQUEST_METHOD)).isEqualTo("GET");
        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("http://www.example.com:80/a/b?c=d&e");
        assertThat(event.text(Field.URL_SCHEME)).isEqualTo("http");
        assertThat(event.text(Field.URL_DOMAIN)).isEqualTo("www.example.com");
        assertThat(event.number(Field.URL_PORT)).isEqualTo(80);
        assertThat(event.text(Field.URL_PATH)).isEqualTo("/a/b");
        assertThat(event.text(Field.URL_QUERY)).isEqualTo("c=d&e");
        assertThat(event.text(Field.HTTP_VERSION)).isEqualTo("1.1");
        assertThat(event.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("curl/8.5.0");
        assertThat(event.text(Field.TLS_CIPHER)).isEqualTo("ECDHE-RSA-AES128-GCM-SHA256");
        assertThat(event.text(Field.AWS_ELB_SSL_PROTOCOL)).isEqualTo("TLSv1.2");
        assertThat(event.text(Field.TLS_VERSION)).isEqualTo("1.2");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(CLASSIC_TLS);
    }

    @Test
    void readsAllFieldsOfAnApplicationLoadBalancersLine() {
        LogEvent event = parsed("alb", APPLICATION + CHOSEN + REWRITTEN);

        assertThat(event.text(Field.AWS_ELB_TYPE)).isEqualTo("h2");
        assertThat(event.text(Field.AWS_ELB_NAME)).isEqualTo("app/web/50dc6c495c0c9188");
        assertThat(event.number(Field.AWS_ELB_RESPONSE_PROCESSING_TIME)).isEqualTo(300_000);
        assertThat(event.text(Field.AWS_ELB_TARGET_GROUP_ARN)).endsWith("targetgroup/web/73e2d6bc24d8a067");
        assertThat(event.text(Field.AWS_ELB_TRACE_ID)).isEqualTo("Root=1-58337262-36d228ad5d99923122bbe354");
        assertThat(event.text(Field.DESTINATION_DOMAIN)).isEqualTo("www.example.com");
        assertThat(event.text(Field.AWS_ELB_CHOSEN_CERT_ARN)).endsWith("certificate/12345678");
        assertThat(event.text(Field.AWS_ELB_MATCHED_RULE_PRIORITY)).isEqualTo("7");
        assertThat(event.number(Field.AWS_ELB_REQUEST_CREATION_TIME)).isEqualTo(micros("2026-03-04T05:06:06.802Z"));
        assertThat(event.text(Field.AWS_ELB_ACTION_EXECUTED)).isEqualTo("waf,redirect");
        assertThat(event.text(Field.AWS_ELB_REDIRECT_URL)).isEqualTo("https://login.example.com/?to=x");
        assertThat(event.text(Field.AWS_ELB_ERROR_REASON)).isEqualTo("LambdaUnhandled");
        assertThat(event.text(Field.AWS_ELB_TARGET_PORT)).isEqualTo("10.0.0.1:80 10.0.0.2:80");
        assertThat(event.text(Field.AWS_ELB_TARGET_STATUS_CODE)).isEqualTo("502 200");
        assertThat(event.text(Field.AWS_ELB_CLASSIFICATION)).isEqualTo("Ambiguous");
        assertThat(event.text(Field.AWS_ELB_CLASSIFICATION_REASON)).isEqualTo("AmbiguousUri");
        assertThat(event.text(Field.AWS_ELB_CONN_TRACE_ID)).isEqualTo("TID_1234abcd5678ef90");
        assertThat(event.text(Field.AWS_ELB_TRANSFORMED_HOST)).isEqualTo("inner.example.com");
        assertThat(event.text(Field.AWS_ELB_TRANSFORMED_URI)).isEqualTo("/b?x");
        assertThat(event.text(Field.AWS_ELB_REQUEST_TRANSFORM_STATUS)).isEqualTo("TransformSuccess");
        LogEventCodec codec = new LogEventCodec();
        assertThat(codec.decode(codec.encode(event))).hasToString(event.toString());
    }

    @Test
    void takesMinusAndMinusOneForAbsent() {
        LogEvent event = parsed(
                "alb",
                "- 2026-03-04T05:06:07Z - - - -1 - -1 - - - - \"- - - \" \"-\" - - - \"-\" \"\" \"-\" - - \"-\" \"-\" \"-\""
                        + " \"-\" \"-\" \"-\" \"-\" - \"-\" \"-\" \"-\"");

        assertThat(present(event)).containsExactly(Field.EVENT_ORIGINAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ECDHE-RSA-AES128-GCM-SHA256", " - -", " - - new \"columns\" \"that", " - -  "})
    void takesLinesWithFewerAndWithMoreColumns(String rest) {
        assertThat(parsed("elb", CLASSIC + rest).text(Field.USER_AGENT_ORIGINAL))
                .isEqualTo("curl/8.5.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", CHOSEN, CHOSEN + " TID_7", CHOSEN + REWRITTEN, CHOSEN + REWRITTEN + " 7 \"more\" x\"y"})
    void takesLinesOfEarlierAndLaterDays(String rest) {
        assertThat(parsed("alb", APPLICATION + rest).text(Field.AWS_ELB_TRACE_ID))
                .startsWith("Root=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "GET http://h/ HTTP/1.1          | h       | -   | /    | -",
                "GET http://h:8080?q=1 HTTP/1.1  | h       | 8080| -    | q=1",
                "GET http://h:80-/x HTTP/1.1     | h       | -   | /x   | -",
                "GET http://[::1]:80/x HTTP/1.1  | [::1]   | 80  | /x   | -",
                "GET http://[::1]/x HTTP/1.1     | [::1]   | -   | /x   | -",
                "GET https:///x?a:1/2 HTTP/1.1   | -       | -   | /x   | a:1/2",
                "GET http://h:80/a;b c?d e HTTP/1.1 | h    | 80  | /a;b c | d e",
                "GET /x?http://h/ HTTP/1.1       | -       | -   | /x   | http://h/",
                "CONNECT h:443 HTTP/1.1          | h       | 443 | -    | -",
            })
    void splitsUrls(String request, String domain, Long port, String path, String query) {
        LogEvent event = parsed("elb", CLASSIC.replaceAll("GET \\S+ HTTP/1.1", request));

        assertThat(event.text(Field.URL_DOMAIN)).isEqualTo(domain);
        assertThat(event.has(Field.URL_PORT) ? event.number(Field.URL_PORT) : null)
                .isEqualTo(port);
        assertThat(event.text(Field.URL_PATH)).isEqualTo(path);
        assertThat(event.text(Field.URL_QUERY)).isEqualTo(query);
        assertThat(request).endsWith(" " + event.text(Field.URL_ORIGINAL) + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- http://h:80- -", "- http://h:80-/ ", "- - -", "GARBAGE", "\\x16\\x03\\x01"})
    void keepsAnOddRequestAsAMessage(String request) {
        LogEvent event = parsed("elb", CLASSIC.replace("GET http://www.example.com:80/a/b?c=d&e HTTP/1.1", request));

        assertThat(event.text(Field.MESSAGE)).isEqualTo(request);
        assertThat(event.has(Field.URL_ORIGINAL)).isFalse();
        assertThat(event.has(Field.HTTP_REQUEST_METHOD)).isFalse();
    }

    @Test
    void endsQuotedFieldsWhereTheNextColumnBegins() {
        String line = CLASSIC.replace("\"curl/8.5.0\"", "\"a \\\" b \"c\" d\\\\\"");

        assertThat(parsed("elb", line).text(Field.USER_AGENT_ORIGINAL)).isEqualTo("a \\\" b \"c");
        assertThat(parsed("elb", line.replace("\"c\" d", "\"c\"d") + " - -").text(Field.USER_AGENT_ORIGINAL))
                .isEqualTo("a \\\" b \"c\"d\\\\");
        assertThat(parsed("elb", CLASSIC.replace("c=d&e", "c=\" d")).text(Field.URL_QUERY))
                .isEqualTo("c=\" d");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7:51600, 192.0.2.7, 51600, 192.0.2.7",
        "2001:db8::7:51600, 2001:db8::7, 51600, 2001:db8::7",
        "[2001:db8::7]:1, [2001:db8::7], 1, 2001:db8::7",
        "192.0.2.7, 192.0.2.7, , 192.0.2.7",
        "192.0.2.7:007, 192.0.2.7:007, ,",
        "host.example:80, host.example, 80,",
        ":80, :80, ,",
        "[]:80, [], 80,",
    })
    void splitsAddressesAndPorts(String client, String address, Long port, String ip) {
        LogEvent event = parsed("elb", CLASSIC.replace("192.0.2.7:51600", client));

        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo(address);
        assertThat(event.has(Field.SOURCE_PORT) ? event.number(Field.SOURCE_PORT) : null)
                .isEqualTo(port);
        assertThat(event.text(Field.SOURCE_IP)).isEqualTo(ip);
    }

    @ParameterizedTest
    @CsvSource({
        "0.000073, 73",
        "0, 0",
        "60, 60000000",
        "1.5, 1500000",
        "0.00001, 10",
        "0.1234567899, 123456",
        "9223372036853.999999, 9223372036853999999",
    })
    void readsSeconds(String seconds, long micros) {
        assertThat(parsed("elb", CLASSIC.replace("0.000073", seconds)).number(Field.AWS_ELB_REQUEST_PROCESSING_TIME))
                .isEqualTo(micros);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-04T, 2026-13-04T, time, 1",
        "2026-03-04T, x, time, 1",
        "0.000073, 7e-05, request_processing_time, 61",
        "0.000073, -0.5, request_processing_time, 61",
        "0.000073, 0., request_processing_time, 61",
        "0.000073, 0.0000731x, request_processing_time, 61",
        "0.000073, 9223372036854775807, request_processing_time, 61",
        "200 404, 2000 404, elb_status_code, 88",
        "200 404, 2x0 404, elb_status_code, 88",
        "200 404, 200 40, target_status_code, 92",
        "34 366, +34 366, received_bytes, 96",
        "34 366, 34 9223372036854775808, sent_bytes, 99",
        "192.0.2.7:51600 , '', the line, 0",
    })
    void saysWhichColumnIsWrong(String right, String wrong, String column, int at) {
        Rejection rejection = rejected("elb", CLASSIC.replace(right, wrong));

        if (at > 0) {
            assertThat(rejection.reason()).startsWith(column);
            assertThat(rejection.column()).isEqualTo(at);
        }
    }

    @Test
    void saysWhereALineThatWasCutOffEnds() {
        assertThat(rejected("elb", "")).isEqualTo(new Rejection("empty line", 0));
        assertThat(rejected("elb", CLASSIC.substring(0, 60)))
                .isEqualTo(new Rejection("expected request_processing_time", 61));
        assertThat(rejected("elb", CLASSIC.substring(0, 59)))
                .isEqualTo(new Rejection("the line ends before request_processing_time", 60));
        assertThat(rejected("elb", CLASSIC.substring(0, CLASSIC.length() - 1)))
                .isEqualTo(new Rejection("the line ends within user_agent", CLASSIC.length()));
        assertThat(rejected("alb", APPLICATION.substring(0, APPLICATION.length() - 1)))
                .isEqualTo(new Rejection("the line ends within trace_id", APPLICATION.length()));
        assertThat(rejected("elb", CLASSIC.replace("\"curl/8.5.0\"", "curl")).reason())
                .isEqualTo("the line ends within request");
        assertThat(rejected("elb", APPLICATION).reason()).startsWith("time: expected a time stamp");
        assertThat(rejected("alb", CLASSIC_TLS).reason()).startsWith("time: expected a time stamp");
    }

    private static Set<Field> present(LogEvent event) {
        Set<Field> present = EnumSet.noneOf(Field.class);
        for (Field field : Field.values()) {
            if (event.has(field)) {
                present.add(field);
            }
        }
        return present;
    }

    private static long micros(String instant) {
        Instant time = Instant.parse(instant);
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
    }

    @Test
    void takesAListOfTargetsWithoutQuotes() {
        String line =
                "http 2018-07-02T22:23:00.186641Z app/my-lb/50 192.0.2.139:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366"
                        + " \"GET http://www.example.com:80/ HTTP/1.1\" \"curl/7.46.0\" - - arn:x \"Root=1\" \"-\" \"-\" 0"
                        + " 2018-07-02T22:22:48.364000Z \"forward\" \"-\" \"Some \"odd\" reason\" %s TID_1 \"-\" \"-\" \"-\"";
        for (String lists : new String[] {
            "10.0.0.1:80 200 \"-\" \"-\"", "\"10.0.0.1:80\" \"200\" \"-\" \"-\"", "\"10.0.0.1:80\" 200 \"-\" \"-\""
        }) {
            LogEvent event = parsed("alb", line.formatted(lists));

            assertThat(event.text(Field.AWS_ELB_ERROR_REASON)).isEqualTo("Some \"odd\" reason");
            assertThat(event.text(Field.AWS_ELB_TARGET_PORT)).isEqualTo("10.0.0.1:80");
            assertThat(event.text(Field.AWS_ELB_TARGET_STATUS_CODE)).isEqualTo("200");
            assertThat(event.has(Field.AWS_ELB_CLASSIFICATION)).isFalse();
            assertThat(event.text(Field.AWS_ELB_CONN_TRACE_ID)).isEqualTo("TID_1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 503, 504})
    void aClassicOneAnswersByItself(int status) {
        LogEvent event = parsed(
                "elb",
                "2026-01-18T05:05:37.412050Z my-clb 203.0.113.40:34140 - -1 -1 -1 " + status
                        + " 0 0 0 \"- - - \" \"-\" - -");

        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(status);
        assertThat(event.has(Field.AWS_ELB_BACKEND_STATUS_CODE)).isFalse();
        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("203.0.113.40");
    }

    @Test
    void itsOwnStatusIsNeverASingleZero() {
        assertThat(rejected("elb", "2026-01-18T05:05:37.412050Z lb 1.2.3.4:5 - -1 -1 -1 0 0 0 0 \"- - - \" \"-\" - -")
                        .reason())
                .startsWith("elb_status_code: expected three digits");
    }

    @Test
    void ofARequestThatWasNeverReadHostAndPortAreKnown() {
        LogEvent event =
                parsed("alb", APPLICATION.replaceFirst("\"[A-Z]+ \\S+ \\S+\"", "\"- http://www.example.com:80- -\""));

        assertThat(event.text(Field.URL_DOMAIN)).isEqualTo("www.example.com");
        assertThat(event.number(Field.URL_PORT)).isEqualTo(80);
        assertThat(event.text(Field.MESSAGE)).isEqualTo("- http://www.example.com:80- -");
        assertThat(event.has(Field.URL_PATH)).isFalse();
    }

    @Test
    void anApplicationOneCountsHeadersAClassicOneBodies() {
        LogEvent application = parsed("alb", APPLICATION);
        LogEvent classic = parsed("elb", CLASSIC);

        assertThat(application.has(Field.HTTP_RESPONSE_BYTES)).isTrue();
        assertThat(application.has(Field.HTTP_REQUEST_BYTES)).isTrue();
        assertThat(application.has(Field.HTTP_RESPONSE_BODY_BYTES)).isFalse();
        assertThat(classic.has(Field.HTTP_RESPONSE_BODY_BYTES)).isTrue();
        assertThat(classic.has(Field.HTTP_RESPONSE_BYTES)).isFalse();
    }

    /** So says AWS' documentation of Classic Load Balancers; a listener of TCP writes neither a request nor a status. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.001069 0.000028 0.000041 - - 82 305 \"- - - \" \"-\" - -                            | elb-bytes",
                "0.00106 0.000028 0.000041 - - 57 502 \"- - - \" \"-\" ECDHE-ECDSA-AES128-GCM-SHA256 TLSv1.2 | elb-bytes",
                "0.001060 0.000028 0.000040 - - 57 502 \"- - - \" \"-\" - -                            | elb-bytes-micros",
            })
    void ofAListenerOfTcpAllBytesAreCounted(String rest, String renderer) {
        String line = "2015-05-13T23:39:43.945958Z my-lb 192.0.2.39:2817 10.0.0.1:80 " + rest;
        LogEvent event = parsed("elb", line);

        assertThat(event.number(Field.HTTP_REQUEST_BYTES)).isGreaterThan(50);
        assertThat(event.number(Field.HTTP_RESPONSE_BYTES)).isGreaterThan(300);
        assertThat(event.has(Field.HTTP_REQUEST_BODY_BYTES)).isFalse();
        assertThat(event.has(Field.HTTP_RESPONSE_BODY_BYTES)).isFalse();
        assertThat(LineRenderers.forLineOf(event).id()).isEqualTo(renderer);
        assertThat(new String(LineRenderers.of(renderer).render(event), UTF_8)).isEqualTo(line);
    }

    @Test
    void aRequestThatWasNeverReadIsStillOneOfHttp() {
        LogEvent event =
                parsed("elb", "2026-01-18T05:05:37.412050Z lb 1.2.3.4:5 - -1 -1 -1 408 0 7 9 \"- - - \" \"-\" - -");

        assertThat(event.number(Field.HTTP_REQUEST_BODY_BYTES)).isEqualTo(7);
        assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(9);
        assertThat(event.has(Field.HTTP_RESPONSE_BYTES)).isFalse();
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstColumn() {
        assertThat(parsed("elb", "\uFEFF" + CLASSIC).timestampMicros())
                .isEqualTo(parsed("elb", CLASSIC).timestampMicros());
        LogEvent application = parsed("alb", "\uFEFF" + APPLICATION);
        assertThat(application.text(Field.AWS_ELB_TYPE)).isEqualTo("h2");
        assertThat(application.text(Field.EVENT_ORIGINAL)).startsWith("\uFEFFh2");
    }

    /** A line of another layout begins with more words: it is never taken with wrong fields. */
    @Test
    void aValidLineBehindFurtherWordsIsADeadLetter() {
        Random random = new Random(13);
        String unread = "2026-01-18T05:05:37.412050Z lb - - - - - - - - - \"- - - \" \"-\" - -";
        String[] words = {
            "2026-03-04T05:06:07.123456Z",
            "http",
            "h2",
            "-",
            "web",
            "192.0.2.7:51600",
            "0.001",
            "-1",
            "200",
            "34",
            "",
            "stdout",
            "F"
        };
        for (int i = 0; i < 50_000; i++) {
            boolean isClassic = random.nextBoolean();
            String valid = isClassic
                    ? random.nextInt(3) == 0 ? unread : CLASSIC_TLS
                    : random.nextInt(3) == 0 ? "- " + unread + " - \"-\"" : APPLICATION + CHOSEN + REWRITTEN;
            StringBuilder line = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                line.append(words[random.nextInt(words.length)]).append(' ');
            }
            rejected(isClassic ? "elb" : "alb", line.append(valid).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1:80 10.0.0.2:80 502 200 \"-\" \"-\"",
                "10.0.0.1:80 2000 \"-\" \"-\"",
                "10.0.0.1 200 \"-\" \"-\"",
                "Ambiguous 200 \"-\" \"-\"",
            })
    void severalTargetsWithoutQuotesAreADeadLetter(String lists) {
        assertThat(rejected("alb", APPLICATION + CHOSEN.replaceFirst("\"10.*$", "") + lists)
                        .reason())
                .contains("_list: expected a list in quotes, or one without or '-'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "- http://www.example.com:80- -              | www.example.com | 80",
                "- https://www.example.com:443-/ -           | www.example.com | 443",
                "- http://[2001:db8::1]:80- -                | [2001:db8::1]   | 80",
                "- http://ann:secret@www.example.com:8080- - | www.example.com | 8080",
                "- http://www.example.com- -                 | www.example.com | 0",
                "- - -                                       | absent          | 0",
                "- //www.example.com -                       | absent          | 0",
            })
    void hostAndPortOfARequestThatWasNeverReadAreThoseBehindItsScheme(String request, String domain, long port) {
        LogEvent event = parsed("elb", CLASSIC.replaceAll("GET \\S+ HTTP/1.1", request));

        assertThat(event.text(Field.URL_DOMAIN)).isEqualTo(domain);
        assertThat(event.number(Field.URL_PORT)).isEqualTo(port);
        assertThat(event.text(Field.MESSAGE)).isEqualTo(request.replace("ann:secret@", ""));
        assertThat(event.has(Field.URL_ORIGINAL)).isFalse();
    }

    /** Rows of earlier versions name their renderer: it is there for as long as they are. */
    @Test
    void eventsOfEarlierVersionsAreStillGivenBack() {
        EventBuilder event = parsed("alb", APPLICATION + CHOSEN);
        event.put(Field.HTTP_REQUEST_BODY_BYTES, event.number(Field.HTTP_REQUEST_BYTES));
        event.put(Field.HTTP_RESPONSE_BODY_BYTES, event.number(Field.HTTP_RESPONSE_BYTES));
        event.remove(Field.HTTP_REQUEST_BYTES);
        event.remove(Field.HTTP_RESPONSE_BYTES);

        assertThat(LineRenderers.forLineOf(event).id()).isEqualTo("alb-29");
        assertThat(new String(LineRenderers.of("alb-29").render(event), UTF_8)).isEqualTo(APPLICATION + CHOSEN);
    }
}

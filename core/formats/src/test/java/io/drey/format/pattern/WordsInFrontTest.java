package io.drey.format.pattern;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.Parsing;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of users' patterns are never taken with the words of another layout as their caller, host or user. */
class WordsInFrontTest {

    private static final String COMBINED = "apache:combined";
    private static final String REST = " [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"curl\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "apache:combined       ; stdout F 192.0.2.4 - -             ; %u: expected a user name or '-'",
                "apache:combined       ; x 192.0.2.4 - -                    ; %l: expected an identity or '-'",
                "apache:combined       ; x host.example - ann               ; %u: expected a user name or '-'",
                "apache:combined       ; x host.example id ann              ; %u: expected a user name or '-'",
                "apache:combined       ; web_1  | 192.0.2.4 - -           ; %u: expected a user name or '-'",
                "apache:combined       ; 10.0.0.1, 192.0.2.4 - -            ; %h: expected an address or a name",
                "apache:vhost_combined ; x shop.example:443 192.0.2.4 - -   ; expected ':' before %p",
                "nginx:$request_id $scheme [$time_local] \"$request\" $status $bytes_sent \"$http_referer\" \"$http_user_agent\"; x 7f3a https; expected ' [' before $time_local",
                "nginx                 ; - - 192.0.2.4 - -                  ; $remote_user: expected a user name or '-'",
            })
    void areRejected(String format, String before, String reason) {
        assertThat(rejected(format, before + REST).reason()).isEqualTo(reason);
    }

    @Test
    void anyNumberOfThemIsRejectedOrChangesNothing() {
        Random random = new Random(13);
        String[] hosts = {"192.0.2.4", "2001:db8::1", "host.example", "-", "192.0.2.4:80", "::ffff:192.0.2.9"};
        String[] users = {"-", "ann", "john doe"};
        String[] words = {"stdout", "F", "Mar", "12:00:00", "nginx:", "", "|", "10.0.0.1,", "10.0.0.1", "-", "[x]", "\""
        };
        for (String format : new String[] {COMBINED, "apache:vhost_combined", "nginx"}) {
            LineParser parser = Formats.parser(format);
            for (int i = 0; i < 20_000; i++) {
                String line = (format.equals("apache:vhost_combined") ? "shop.example:443 " : "")
                        + hosts[random.nextInt(hosts.length)] + " - " + users[random.nextInt(users.length)] + REST;
                EventBuilder own = parsed(parser, line.getBytes(UTF_8));
                StringBuilder longer = new StringBuilder();
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    longer.append(words[random.nextInt(words.length)]).append(' ');
                }
                byte[] bytes = longer.append(line).toString().getBytes(UTF_8);
                EventBuilder event = Parsing.event(bytes);
                if (parser.parse(event, 0, bytes.length) == null) {
                    event.remove(Field.EVENT_ORIGINAL);
                    own.remove(Field.EVENT_ORIGINAL);
                    assertThat(event).as(longer.toString()).hasToString(own.toString());
                }
            }
        }
    }

    @Test
    void aPortAndASpaceWithinAUsersNameAreTaken() {
        LogEvent event = parsed(COMBINED, "192.0.2.4:51000 - john doe" + REST);

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("192.0.2.4");
        assertThat(event.number(Field.SOURCE_PORT)).isEqualTo(51000);
        assertThat(event.text(Field.USER_NAME)).isEqualTo("john doe");
    }
}

package io.drey.format.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.format.Parsing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // method | target | original | scheme | user | domain | port | path | query | fragment
                "GET | /a?b=c | /a?b=c | - | - | - | - | /a | b=c | -",
                "GET | /a#b?c | /a#b?c | - | - | - | - | /a#b | c | -",
                "GET | ?b | ?b | - | - | - | - | - | b | -",
                "OPTIONS | * | * | - | - | - | - | - | - | -",
                "GET | http://h | http://h | http | - | h | - | - | - | -",
                "GET | HTTP://h:8080/p?x=1#top | HTTP://h:8080/p?x=1#top | HTTP | - | h | 8080 | /p | x=1 | top",
                "GET | http://h#f?x | http://h#f?x | http | - | h | - | - | - | f?x",
                "GET | http://h/? | http://h/? | http | - | h | - | / | - | -",
                "GET | http://ann:secret@h/ | http://h/ | http | ann | h | - | / | - | -",
                "GET | http://ann@h:1/x | http://h:1/x | http | ann | h | 1 | /x | - | -",
                "GET | http://:secret@h/ | http://h/ | http | - | h | - | / | - | -",
                "GET | http://a:b@c:d@h/ | http://h/ | http | a | h | - | / | - | -",
                "GET | http://h/a@b | http://h/a@b | http | - | h | - | /a@b | - | -",
                "GET | http://[::1]:80/x | http://[::1]:80/x | http | - | [::1] | 80 | /x | - | -",
                "GET | http://h:99999/ | http://h:99999/ | http | - | h | - | / | - | -",
                "GET | svn+ssh://h/x | svn+ssh://h/x | svn+ssh | - | h | - | /x | - | -",
                "GET | 1http://h/x | 1http://h/x | - | - | - | - | 1http://h/x | - | -",
                "GET | http://x | http://x | http | - | x | - | - | - | -",
                "CONNECT | h:443 | h:443 | - | - | h | 443 | - | - | -",
                "CONNECT | ann:secret@h:443 | h:443 | - | ann | h | 443 | - | - | -",
                "CONNECT | [::1]:443 | [::1]:443 | - | - | [::1] | 443 | - | - | -",
                "GET | h:443 | h:443 | - | - | - | - | h:443 | - | -",
            })
    void isTakenApartByItsForm(
            String method,
            String target,
            String original,
            String scheme,
            String user,
            String domain,
            Long port,
            String path,
            String query,
            String fragment) {
        byte[] bytes = (method + " " + target).getBytes(UTF_8);
        EventBuilder event = Parsing.event(bytes);
        event.put(Field.HTTP_REQUEST_METHOD, 0, method.length());

        RequestTarget.put(event, method.length() + 1, bytes.length);

        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo(original);
        assertThat(event.text(Field.URL_SCHEME)).isEqualTo(scheme);
        assertThat(event.text(Field.URL_USERNAME)).isEqualTo(user);
        assertThat(event.text(Field.URL_DOMAIN)).isEqualTo(domain);
        assertThat(event.has(Field.URL_PORT) ? event.number(Field.URL_PORT) : null)
                .isEqualTo(port);
        assertThat(event.text(Field.URL_PATH)).isEqualTo(path);
        assertThat(event.text(Field.URL_QUERY)).isEqualTo(query);
        assertThat(event.text(Field.URL_FRAGMENT)).isEqualTo(fragment);
    }
}

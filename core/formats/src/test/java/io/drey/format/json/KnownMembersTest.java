package io.drey.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The published list of members that are known by other names than fields have. */
class KnownMembersTest {

    private static final Path DOCUMENT = Path.of("src/main/java/io/drey/format/json/members.md");

    @Test
    void theDocumentSaysWhatTheListSays() throws IOException {
        if (Boolean.getBoolean("drey.schemas.write")) {
            Files.writeString(DOCUMENT, document());
        }

        assertThat(DOCUMENT).as("run once with -Ddrey.schemas.write=true").hasContent(document());
    }

    @Test
    void noNameIsListedTwiceForOneOccasionNorHasAFieldOfItsOwn() {
        Set<String> seen = new HashSet<>();
        for (MemberReading reading : MemberReading.all()) {
            assertThat(seen.add(reading.member() + reading.onlyNginx()))
                    .as(reading.member())
                    .isTrue();
            assertThat(Field.ofEcsName(reading.member())).isEmpty();
        }
    }

    private static String document() {
        StringBuilder text = new StringBuilder(
                """
                # Known members of JSON lines

                What members are read as that have not the name of a field. Of several members for one field the first of this list
                counts, and a member with the field's own name before them all; the others stay open fields.

                Nginx's names count where the line has one that only nginx gives ("tells"), and another one of these or of those that
                others use, too ("helps"). Read as `seconds`, a value becomes nanoseconds; a `status` has three digits; of a
                `version` or `tls` the protocol's name is left out; a `request` is a request line, or only its target.

                | member | becomes | read as | counts |
                |---|---|---|---|
                """);
        for (MemberReading reading : MemberReading.all()) {
            text.append("| `%s` | `%s` | %s | %s |%n"
                    .formatted(
                            reading.member(),
                            reading.field(),
                            reading.form().name().toLowerCase(Locale.ROOT),
                            reading.counts()));
        }
        return text.toString();
    }
}

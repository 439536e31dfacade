package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.Field;
import io.drey.event.FieldName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    @ParameterizedTest
    @ValueSource(strings = {"user_agent.original=x", "user_agent_original = 'x'", "user_agent.original ='x'"})
    void aFieldIsNamedAsInEcsOrAsAColumn(String text) {
        assertThat(Identifier.parse(text)).isEqualTo(new Identifier(FieldName.of(Field.USER_AGENT_ORIGINAL), "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels.order.id=17", "labels.order_id=x", "nginx.upstream_addr=10.0.0.1", "user.id = 'x'"})
    void anOpenFieldIsNamedAsItIs(String text) {
        String name = text.substring(0, text.indexOf('=')).strip();
        assertThat(Identifier.parse(text).field()).isEqualTo(new FieldName.Open(name));
    }

    @Test
    void anUnknownFieldIsRefusedWithWhatMayHaveBeenMeant() {
        assertThatThrownBy(() -> Identifier.parse("sorce.ip=192.0.2.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown field 'sorce.ip': did you mean 'source.ip'?");
        assertThatThrownBy(() -> Identifier.parse("order.id=17"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fields of your own are called labels.<name>");
    }

    @Test
    void aShortValueOfAnOpenFieldIsLookedForInTheFieldsOnly() {
        List<Identifier> order = List.of(Identifier.parse("labels.order.id=17"));

        assertThatThrownBy(() -> new Subject("acme", order, Subject.Reach.ANYWHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labels.order.id")
                .hasMessageContaining("--fields-only");
        assertThat(new Subject("acme", order, Subject.Reach.FIELDS).fields()).isEqualTo("labels.order.id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data_stream.dataset=access",
                "event.id=x",
                "source.ip",
                "=x",
                "no.such=1",
                "source.ip=",
                "source.ip=localhost",
                "http.response.status_code=200",
                "event.original=x"
            })
    void whatIdentifiesNobodyIsRefused(String text) {
        assertThatThrownBy(() -> Identifier.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8::1, 2001:0db8:0000:0000:0000:0000:0000:0001",
        "::1, 0:0:0:0:0:0:0:1",
        "1:0:0:2::, 1:0:0:2::"
    })
    void anAddressIsFoundInItsOtherForms(String given, String stored) {
        assertThat(new Identifier(FieldName.of(Field.SOURCE_IP), given).isValue(stored))
                .isTrue();
        assertThat(isIn(new Identifier(FieldName.of(Field.SOURCE_IP), given), "[" + stored + "]:80"))
                .isTrue();
    }

    @Test
    void aNameIsFoundPercentEncodedToo() {
        Identifier mail = new Identifier(FieldName.of(Field.USER_NAME), "ann lee@example.org");
        for (String text :
                List.of("ann lee@example.org", "/?u=ann+lee%40example.org", "/?u=ann%20lee%40example.org&x")) {
            assertThat(isIn(mail, text)).as(text).isTrue();
        }
        assertThat(mail.isValue("Ann lee@example.org")).isFalse();
    }

    @Test
    void aHashTellsTheSubjectOnlyToWhoHasIt() {
        Subject subject = new Subject("acme", List.of(Identifier.parse("source.ip=1.2.3.4")), Subject.Reach.ANYWHERE);
        Subject other = new Subject("globex", subject.identifiers(), Subject.Reach.ANYWHERE);
        String hash = SubjectHash.of(subject);
        assertThat(hash).startsWith("pbkdf2-sha256$210000$").isNotEqualTo(SubjectHash.of(subject));
        assertThat(SubjectHash.matches(hash, subject)).isTrue();
        assertThat(SubjectHash.matches(hash, other)).isFalse();
    }

    private static boolean isIn(Identifier identifier, String text) {
        return identifier.texts().stream().anyMatch(each -> each.isIn(text.getBytes(UTF_8)));
    }
}

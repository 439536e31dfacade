package io.drey.rules.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConditionTest {

    private static final FieldName PATH = FieldName.parse("url.path");
    private static final FieldName ORDER = FieldName.parse("labels.order.id");
    private static final Condition IS_ADMIN = new FieldTest(PATH, new Equals("/admin", Letters.ANY_CASE));
    private static final Condition HAS_ORDER = new FieldExists(ORDER);

    private static final EventView ADMIN = Event.with("url.path", "/Admin").view();
    private static final EventView ADMIN_WITH_ORDER =
            Event.with("url.path", "/Admin").and("labels.order.id", "").view();

    @Test
    void joinsByAndOrAndNot() {
        assertThat(AllOf.of(List.of(IS_ADMIN, HAS_ORDER)).holds(ADMIN)).isFalse();
        assertThat(AllOf.of(List.of(IS_ADMIN, HAS_ORDER)).holds(ADMIN_WITH_ORDER))
                .isTrue();
        assertThat(AnyOf.of(List.of(HAS_ORDER, IS_ADMIN)).holds(ADMIN)).isTrue();
        assertThat(AnyOf.of(List.of(HAS_ORDER, Not.of(IS_ADMIN))).holds(ADMIN)).isFalse();
    }

    @Test
    void aFieldThatIsEmptyExists() {
        assertThat(HAS_ORDER.holds(ADMIN_WITH_ORDER)).isTrue();
        assertThat(HAS_ORDER.holds(ADMIN)).isFalse();
    }

    @Test
    void aTestOfAnAbsentFieldDoesNotHoldAndItsOppositeDoes() {
        Condition isEmpty = new FieldTest(ORDER, new Equals("", Letters.ANY_CASE));

        assertThat(isEmpty.holds(ADMIN)).isFalse();
        assertThat(Not.of(isEmpty).holds(ADMIN)).isTrue();
        assertThat(isEmpty.holds(ADMIN_WITH_ORDER)).isTrue();
    }

    @Test
    void conditionsThatSayTheSameAreEqual() {
        Condition other = new FieldTest(FieldName.parse("url.path"), new Equals("/ADMIN", Letters.ANY_CASE));
        Condition cased = new FieldTest(PATH, new Equals("/admin", Letters.AS_WRITTEN));

        assertThat(other).isEqualTo(IS_ADMIN).hasSameHashCodeAs(IS_ADMIN).isNotEqualTo(cased);
        assertThat(AllOf.of(List.of(IS_ADMIN, HAS_ORDER))).isEqualTo(AllOf.of(List.of(other, HAS_ORDER)));
    }

    @Test
    void partsOfPartsAreParts() {
        Condition inner = AllOf.of(List.of(IS_ADMIN, HAS_ORDER));

        assertThat(AllOf.of(List.of(inner, inner, IS_ADMIN))).isEqualTo(inner);
        assertThat(AnyOf.of(List.of(IS_ADMIN, IS_ADMIN))).isSameAs(IS_ADMIN);
        assertThat(Not.of(Not.of(IS_ADMIN))).isSameAs(IS_ADMIN);
    }

    @Test
    void namesItsFieldsAndItsSize() {
        Condition condition = AllOf.of(List.of(
                Not.of(IS_ADMIN), AnyOf.of(List.of(HAS_ORDER, new LineTest(new Contains("x", Letters.ANY_CASE))))));

        assertThat(condition.fields())
                .containsExactlyInAnyOrder(PATH, ORDER, FieldName.parse("event.original"), FieldName.parse("message"));
        assertThat(condition.size()).isEqualTo(3);
        assertThat(condition)
                .hasToString("(not url.path equals '/admin' and (labels.order.id exists or line contains 'x'))");
    }

    @Test
    void aLineIsWhatWasAdmittedOrItsText() {
        EventView json = Event.with("event.original", "{\"message\":\"a \\\"b\\\"\"}")
                .and("message", "a \"b\"")
                .view();

        assertThat(new LineTest(new Contains("A \"B\"", Letters.ANY_CASE)).holds(json))
                .isTrue();
        assertThat(new LineTest(new Contains("{\"message", Letters.ANY_CASE)).holds(json))
                .isTrue();
        assertThat(new LineTest(new Contains("", Letters.ANY_CASE)).holds(ADMIN))
                .isFalse();
    }

    @Test
    void comparesFieldsOfOneEvent() {
        EventView event =
                Event.with("url.path", "/a/Bob").and("user.name", "bob").view();
        FieldName user = FieldName.parse("user.name");

        assertThat(reference(FieldReference.Relation.ENDS_WITH, user, Letters.ANY_CASE)
                        .holds(event))
                .isTrue();
        assertThat(reference(FieldReference.Relation.CONTAINS, user, Letters.ANY_CASE)
                        .holds(event))
                .isTrue();
        assertThat(reference(FieldReference.Relation.STARTS_WITH, user, Letters.ANY_CASE)
                        .holds(event))
                .isFalse();
        assertThat(reference(FieldReference.Relation.ENDS_WITH, user, Letters.AS_WRITTEN)
                        .holds(event))
                .isFalse();
        assertThat(reference(FieldReference.Relation.EQUALS, PATH, Letters.AS_WRITTEN)
                        .holds(event))
                .isTrue();
        assertThat(reference(FieldReference.Relation.EQUALS, ORDER, Letters.ANY_CASE)
                        .holds(event))
                .isFalse();
    }

    private static Condition reference(FieldReference.Relation relation, FieldName other, Letters letters) {
        return new FieldReference(PATH, relation, other, letters);
    }

    @Test
    void readsNumbersAndTheEnvelope() {
        EventView event = Event.at("2026-11-28T07:08:09Z")
                .and("http.response.status_code", "404")
                .view();

        assertThat(new FieldTest(FieldName.parse("http.response.status_code"), new Equals("404", Letters.ANY_CASE))
                        .holds(event))
                .isTrue();
        assertThat(new FieldTest(FieldName.parse("@timestamp"), new TimePart(TimePart.Part.HOUR, Comparison.LESS, 8))
                        .holds(event))
                .isTrue();
    }

    @Test
    void aConditionOfNothingIsRefused() {
        assertThatThrownBy(() -> AllOf.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AnyOf(List.of(IS_ADMIN))).hasMessageContaining("AnyOf.of");
        assertThat(Set.of(IS_ADMIN, HAS_ORDER)).hasSize(2);
    }
}

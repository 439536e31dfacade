package io.drey.rules.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Cidr;
import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Contains;
import io.drey.rules.condition.Equals;
import io.drey.rules.condition.Event;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.LineTest;
import io.drey.rules.condition.Not;
import io.drey.rules.condition.NumberTest;
import io.drey.rules.condition.Regex;
import io.drey.rules.condition.ValueTest;
import io.drey.rules.condition.Wildcard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RuleIndexTest {

    private static final EventView ADMIN = Event.with("url.path", "/Admin/login.php")
            .and("user.name", "bob")
            .and("http.response.status_code", "404")
            .view();

    @Test
    void givesThePlacesOfWhatHoldsInTheirOrder() {
        Condition isBob = test("user.name", new Equals("BOB", Letters.ANY_CASE));
        Condition isAdmin = test("url.path", new Contains("/admin", Letters.ANY_CASE));
        Condition isCased = test("url.path", new Contains("/admin", Letters.AS_WRITTEN));

        assertThat(matches(ADMIN, isBob, isCased, Not.of(isCased), isAdmin, Not.of(isAdmin), isBob))
                .containsExactly(0, 2, 3, 5);
    }

    @Test
    void anIndexOfNothingFindsNothing() {
        assertThat(matches(ADMIN)).isEmpty();
    }

    @Test
    void looksOnlyAtConditionsWhoseAccessHolds() {
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            conditions.add(AllOf.of(List.of(
                    test("http.response.status_code", new Equals("404", Letters.ANY_CASE)),
                    test("url.path", new Contains("/shell-%d.php".formatted(i), Letters.ANY_CASE)),
                    Not.of(test("user.name", new Equals("bob", Letters.ANY_CASE))))));
        }
        IndexedRules rules = new IndexedRules(conditions);

        assertThat(rules.match(ADMIN)).isEmpty();
        assertThat(rules.matcher().looks()).isZero();
        assertThat(rules.match(Event.with("url.path", "/x/shell-7.php?y")
                        .and("http.response.status_code", "404")
                        .view()))
                .containsExactly(7);
        assertThat(rules.matcher().looks()).isEqualTo(1);
    }

    @Test
    void looksAtNegationsWithEveryEvent() {
        Condition isBob = test("user.name", new Equals("bob", Letters.ANY_CASE));
        IndexedRules rules = new IndexedRules(List.of(Not.of(isBob), AnyOf.of(List.of(isBob, Not.of(isBob)))));

        assertThat(rules.index().alwaysAsked()).isEqualTo(2);
        assertThat(rules.match(Event.empty().view())).containsExactly(0, 1);
    }

    @Test
    void whatIsNeededInsideOfANegationIsAnAccess() {
        Condition isBob = test("user.name", new Equals("bob", Letters.ANY_CASE));
        Condition hasPath = new FieldExists(FieldName.parse("url.path"));

        IndexedRules rules = new IndexedRules(List.of(Not.of(AnyOf.of(List.of(Not.of(isBob), hasPath)))));

        assertThat(rules.index().alwaysAsked()).isZero();
        assertThat(rules.match(ADMIN)).isEmpty();
        assertThat(rules.match(Event.with("user.name", "Bob").view())).containsExactly(0);
    }

    @Test
    void aRuleWhoseFieldsAreAbsentIsNotLookedAt() {
        IndexedRules rules = new IndexedRules(List.of(
                test("labels.command", new Regex("rm -rf", Set.of())),
                test("labels.command", new Wildcard(new int[] {Wildcard.ANY, Wildcard.ANY_ONE}, Letters.ANY_CASE))));

        assertThat(rules.match(ADMIN)).isEmpty();
        assertThat(rules.matcher().looks()).isZero();
        assertThat(rules.match(Event.with("labels.command", "sudo rm -rf /").view()))
                .containsExactly(0, 1);
    }

    @Test
    void aWildcardIsFoundByItsLongestLiteral() {
        IndexedRules rules = new IndexedRules(List.of(test(
                "url.path",
                new Wildcard(
                        IntStream.concat(
                                        "/a".chars(), IntStream.concat(IntStream.of(Wildcard.ANY), "login.php".chars()))
                                .toArray(),
                        Letters.ANY_CASE))));

        assertThat(rules.match(ADMIN)).containsExactly(0);
        assertThat(rules.match(Event.with("url.path", "/admin/logout.php").view()))
                .isEmpty();
        assertThat(rules.matcher().looks()).isEqualTo(1);
    }

    @Test
    void networksInEachOtherAreAllFound() {
        EventView event = Event.with("source.ip", "10.1.2.3").view();

        assertThat(matches(
                        event,
                        test("source.ip", Cidr.parse("10.0.0.0/8")),
                        test("source.ip", Cidr.parse("10.1.2.3")),
                        test("source.ip", Cidr.parse("10.1.2.4/30")),
                        test("source.ip", Cidr.parse("10.1.2.0/24")),
                        test("source.ip", Cidr.parse("::/0"))))
                .containsExactly(0, 1, 3);
    }

    @Test
    void boundsOfANumberAreFoundOnBothSides() {
        List<Condition> conditions = new ArrayList<>();
        for (Comparison comparison : Comparison.values()) {
            for (int bound = 403; bound <= 405; bound++) {
                conditions.add(test("http.response.status_code", new NumberTest(comparison, new BigDecimal(bound))));
            }
        }

        assertThat(new IndexedRules(conditions).match(ADMIN)).hasSize(9);
    }

    @Test
    void aLineIsFoundInWhatWasAdmittedAndInItsText() {
        Condition line = new LineTest(new Contains("a \"b\"", Letters.ANY_CASE));
        EventView json = Event.with("event.original", "{\"message\":\"A \\\"B\\\"\"}")
                .and("message", "A \"B\"")
                .view();

        assertThat(matches(json, line)).containsExactly(0);
        assertThat(matches(Event.with("event.original", "a \"b\" c").view(), line))
                .containsExactly(0);
        assertThat(matches(ADMIN, line)).isEmpty();
    }

    private static Condition test(String field, ValueTest test) {
        return new FieldTest(FieldName.parse(field), test);
    }

    private static List<Integer> matches(EventView event, Condition... conditions) {
        return new IndexedRules(List.of(conditions)).match(event);
    }
}

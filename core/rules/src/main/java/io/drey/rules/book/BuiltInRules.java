package io.drey.rules.book;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.rules.book.KeyedRule.Input;
import io.drey.rules.book.RuleHeader.Stage;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.NumberTest;
import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.Distinct;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Sequence.Step;
import io.drey.rules.shape.Sequence.Taking;
import java.math.BigDecimal;
import java.util.List;

/**
 * The rules that come with Drey, in force for every tenant who has no rule of his own of that id or name. They are no Sigma documents:
 * Sigma has no way to say five times the same and then another, nor "the address, or the name where the line has no address".
 */
public final class BuiltInRules {

    /** Five failed logins by one caller followed, all within 60 seconds, by a success. */
    public static final String BRUTE_FORCE_LOGIN = "brute-force-login";

    /** Twenty different missing paths asked for by one caller within 60 seconds. */
    public static final String PATH_SCANNER = "path-scanner";

    private static final long MINUTE = 60_000;

    private static final FieldChoice CALLER =
            FieldChoice.of(FieldName.of(Field.SOURCE_IP), FieldName.of(Field.SOURCE_ADDRESS));
    private static final FieldChoice PATH =
            FieldChoice.of(FieldName.of(Field.URL_PATH), FieldName.of(Field.URL_ORIGINAL));

    private static final Condition FAILED_LOGIN =
            AnyOf.of(List.of(status(Comparison.EQUAL, 401), status(Comparison.EQUAL, 403)));

    /** Redirections count: most login forms answer a success with one. */
    private static final Condition SUCCESS =
            AllOf.of(List.of(status(Comparison.AT_LEAST, 200), status(Comparison.LESS, 400)));

    private static final Condition NOT_FOUND = status(Comparison.EQUAL, 404);

    static final List<KeyedRule> ALL = List.of(
            new KeyedRule(
                    new RuleHeader(BRUTE_FORCE_LOGIN, 1, "Failed logins followed by a success", "high", Stage.LIVE),
                    new Sequence(List.of(new Step(0, 5), new Step(1, 1)), MINUTE, Sequence.NO_UNTIL, Taking.LATEST),
                    List.of("source.address"),
                    List.of(
                            new Input(FAILED_LOGIN, List.of(CALLER), List.of()),
                            new Input(SUCCESS, List.of(CALLER), List.of()))),
            new KeyedRule(
                    new RuleHeader(PATH_SCANNER, 1, "One address asks for many missing paths", "medium", Stage.LIVE),
                    new Distinct(1, Bounds.atLeast(20), MINUTE),
                    List.of("source.address"),
                    List.of(new Input(NOT_FOUND, List.of(CALLER), List.of(PATH)))));

    private BuiltInRules() {}

    /** Whether a rule is one of these, and none that a tenant has put in its place. */
    public static boolean contains(KeyedRule rule) {
        return ALL.contains(rule);
    }

    private static Condition status(Comparison comparison, int bound) {
        return new FieldTest(
                FieldName.of(Field.HTTP_RESPONSE_STATUS_CODE), new NumberTest(comparison, BigDecimal.valueOf(bound)));
    }
}

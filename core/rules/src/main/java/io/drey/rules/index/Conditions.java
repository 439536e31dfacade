package io.drey.rules.index;

import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Not;
import io.drey.rules.condition.Predicate;
import java.util.Set;

/** The leaves of conditions. */
final class Conditions {

    private Conditions() {}

    static void collect(Condition condition, Set<Predicate> into) {
        if (condition instanceof AllOf all) {
            all.parts().forEach(part -> collect(part, into));
        } else if (condition instanceof AnyOf any) {
            any.parts().forEach(part -> collect(part, into));
        } else if (condition instanceof Not not) {
            collect(not.part(), into);
        } else {
            into.add((Predicate) condition);
        }
    }
}

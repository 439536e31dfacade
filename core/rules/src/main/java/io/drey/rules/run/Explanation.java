package io.drey.rules.run;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Not;
import io.drey.rules.condition.Predicate;
import java.util.ArrayList;
import java.util.List;

/** Why a condition holds for an event, or does not: each of its parts with the answer and what the event says there. */
public final class Explanation {

    private static final int LONGEST_VALUE = 80;

    private Explanation() {}

    /**
     * The parts of a condition, one a line, those of a part indented below it. A line begins with {@code yes} or {@code no };
     * every part is asked, also where the answer is known without it.
     */
    public static List<String> of(Condition condition, EventView event) {
        List<String> lines = new ArrayList<>();
        explain(condition, event, 0, lines);
        return lines;
    }

    private static void explain(Condition condition, EventView event, int depth, List<String> lines) {
        String answer = (condition.holds(event) ? "yes  " : "no   ") + "  ".repeat(depth);
        if (condition instanceof AllOf all) {
            lines.add(answer + "all of");
            all.parts().forEach(part -> explain(part, event, depth + 1, lines));
        } else if (condition instanceof AnyOf any) {
            lines.add(answer + "any of");
            any.parts().forEach(part -> explain(part, event, depth + 1, lines));
        } else if (condition instanceof Not not) {
            lines.add(answer + "not");
            explain(not.part(), event, depth + 1, lines);
        } else {
            lines.add(answer + condition + "   " + said((Predicate) condition, event));
        }
    }

    private static String said(Predicate predicate, EventView event) {
        List<String> said = new ArrayList<>();
        for (FieldName field : predicate.reads()) {
            String text = event.text(field);
            said.add(text == null ? field + " is absent" : "%s is '%s'".formatted(field, shortened(text)));
        }
        return "(" + String.join(", ", said) + ")";
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}

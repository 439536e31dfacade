package io.drey.rules.book;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Rules on the class path, in force for every tenant beside those that come with Drey. */
public interface RulesAlong {

    /** The rules; each has an id of its own. */
    List<KeyedRule> rules();

    /** Those that come with Drey, and all that are found, which are looked for once. */
    static List<KeyedRule> found() {
        return Found.RULES;
    }

    /** What was found. */
    final class Found {

        private static final List<KeyedRule> RULES = all();

        private Found() {}

        private static List<KeyedRule> all() {
            List<KeyedRule> rules = new ArrayList<>(BuiltInRules.ALL);
            ServiceLoader.load(RulesAlong.class, RulesAlong.class.getClassLoader())
                    .forEach(along -> rules.addAll(along.rules()));
            return List.copyOf(rules);
        }
    }
}

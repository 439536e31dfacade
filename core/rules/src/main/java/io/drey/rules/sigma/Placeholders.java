package io.drey.rules.sigma;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lists that {@code %name%} stands for in values with the modifier {@code expand}: the tenant's own administrators,
 * servers and so on. Entries may hold wildcards.
 */
public final class Placeholders {

    /** Resolves none: every rule with a placeholder is refused. */
    public static final Placeholders NONE = new Placeholders(Map.of());

    private final Map<String, List<String>> lists;

    private Placeholders(Map<String, List<String>> lists) {
        this.lists = Map.copyOf(lists);
    }

    /** Lists by name, which is written without percent signs. */
    public static Placeholders of(Map<String, List<String>> lists) {
        return new Placeholders(lists);
    }

    /** The entries of a list; empty where there is no such list. */
    public Optional<List<String>> entries(String name) {
        return Optional.ofNullable(lists.get(name));
    }

    /** The names of the lists. */
    public Set<String> names() {
        return lists.keySet();
    }
}

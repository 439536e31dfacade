package io.drey.format.json;

import static java.util.Objects.requireNonNull;

import io.drey.event.OpenNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What the names in a format's lines mean: rows of a published list, each a name, the field that it becomes and how its value is
 * read. A value of another name is an open field.
 */
public final class Vocabulary {

    /** That of JSON lines: {@code members.txt}. */
    static final Vocabulary JSON = new Vocabulary(MemberReading.all(), OpenNames::ofMember, true, true);

    private final Map<String, MemberReading> always;
    private final Map<String, MemberReading> besideNginx;
    private final UnaryOperator<String> naming;
    private final boolean knowsFields;
    private final boolean readsAccessLines;

    private Vocabulary(
            List<MemberReading> rows, UnaryOperator<String> naming, boolean knowsFields, boolean readsAccessLines) {
        this.always = byMember(rows, false);
        this.besideNginx = byMember(rows, true);
        this.naming = naming;
        this.knowsFields = knowsFields;
        this.readsAccessLines = readsAccessLines;
    }

    /** That of JSON lines, for lines that are written otherwise. */
    public static Vocabulary ofJson() {
        return new Vocabulary(MemberReading.all(), OpenNames::ofMember, true, false);
    }

    /**
     * That of a product.
     *
     * @param owner beside whose class the list is
     * @param list the list's name, {@code cef.members.txt}
     * @param product what an open field of another name begins with, {@code cef.}
     */
    public static Vocabulary of(Class<?> owner, String list, String product) {
        requireNonNull(product, "product is null");
        return new Vocabulary(MemberReading.load(owner, list), path -> product + path, false, false);
    }

    /** That of JSON lines, but for rows that count before it, and names of open fields. */
    static Vocabulary ofJsonBut(List<MemberReading> first, UnaryOperator<String> naming) {
        List<MemberReading> rows = new ArrayList<>();
        Stream.concat(first.stream(), MemberReading.all().stream())
                .forEach(row -> rows.add(row.withRank(rows.size() + 1)));
        return new Vocabulary(rows, naming, true, false);
    }

    private static Map<String, MemberReading> byMember(List<MemberReading> rows, boolean onlyNginx) {
        Map<String, MemberReading> byMember = new HashMap<>();
        for (MemberReading row : rows) {
            if (row.onlyNginx() == onlyNginx) {
                byMember.putIfAbsent(row.member(), row);
            }
        }
        return Map.copyOf(byMember);
    }

    /** The rows by the members' names that count wherever they stand. */
    Map<String, MemberReading> always() {
        return always;
    }

    /** Those that count beside members of nginx. */
    Map<String, MemberReading> besideNginx() {
        return besideNginx;
    }

    /** The open field that a name without a row becomes. */
    String openName(String path) {
        return naming.apply(path);
    }

    /** Whether names of fixed fields mean these fields. */
    boolean knowsFields() {
        return knowsFields;
    }

    /** Whether a message may be a line of an access log. */
    boolean readsAccessLines() {
        return readsAccessLines;
    }
}

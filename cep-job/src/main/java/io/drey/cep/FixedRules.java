package io.drey.cep;

import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules that are given once and do not change. */
public final class FixedRules implements RuleDirectory {

    /** The rules that come with Drey, for every tenant. */
    public static final FixedRules BUILT_IN = new FixedRules(Map.of());

    private final HashMap<String, ArrayList<RuleVersion>> documents = new HashMap<>();
    private transient Map<String, RuleBook> books;

    private FixedRules(Map<String, List<RuleVersion>> byTenant) {
        byTenant.forEach((tenant, ofTenant) -> documents.put(tenant, new ArrayList<>(ofTenant)));
    }

    /** The documents by tenant; those that come with Drey are there, too. */
    public static FixedRules of(Map<String, List<RuleVersion>> documents) {
        return new FixedRules(documents);
    }

    @Override
    public void open() {
        books = new HashMap<>();
    }

    @Override
    public RuleBook rules(String tenant) {
        RuleBook book = books.get(tenant);
        if (book == null) {
            ArrayList<RuleVersion> ofTenant = documents.get(tenant);
            book = RuleBook.of(ofTenant == null ? List.of() : ofTenant);
            books.put(tenant, book);
        }
        return book;
    }

    @Override
    public void close() {}
}

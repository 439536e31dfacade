package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.rules.sigma.SigmaHeader.Related;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads what a document says of itself; what is wrong goes to the problems. */
final class Header {

    private static final int LONGEST_TITLE = 256;
    private static final int LONGEST_DESCRIPTION = 65_535;
    private static final List<String> RELATIONS = List.of("derived", "obsolete", "merged", "renamed", "similar");
    private static final Pattern DATE = Pattern.compile("\\d{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])");
    private static final Pattern TAG = Pattern.compile("[a-z0-9_-]+\\.[a-z0-9._-]+");
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** All keys that mean something at the top of a document, for what may be meant by another one. */
    private static final List<String> KEYS = List.of(
            "title",
            "id",
            "name",
            "related",
            "taxonomy",
            "status",
            "description",
            "license",
            "references",
            "author",
            "date",
            "modified",
            "logsource",
            "detection",
            "fields",
            "falsepositives",
            "level",
            "tags",
            "scope",
            "correlation",
            "filter",
            "pattern",
            "generate");

    private final Mapping document;
    private final Problems problems;

    Header(Mapping document, Problems problems) {
        this.document = document;
        this.problems = problems;
    }

    SigmaHeader read() {
        for (Entry entry : document.entries()) {
            if (!KEYS.contains(entry.key())) {
                Suggestion.closest(entry.key(), KEYS)
                        .filter(close -> !document.has(close))
                        .ifPresent(close -> problems.warn(
                                entry.at(),
                                "%s is not known and says nothing".formatted(quoted(entry.key())),
                                "did you mean '%s'?".formatted(close)));
            }
        }
        String title = text("title", LONGEST_TITLE);
        if (!document.has("title")) {
            problems.refuse(document.at(), "a document without 'title'", "say in a few words what it detects");
        }
        Optional<String> name = Optional.of(text("name", LONGEST_TITLE)).filter(text -> !text.isEmpty());
        Optional<SigmaStatus> status = word("status", SigmaStatus.class);
        document.entry("status")
                .ifPresent(entry ->
                        status.ifPresent(value -> judge(value, entry.value().at())));
        text("taxonomy", LONGEST_TITLE);
        texts("scope", 2);
        texts("fields", 1);
        return new SigmaHeader(
                id(title, name),
                name,
                title,
                status,
                word("level", SigmaLevel.class),
                text("description", LONGEST_DESCRIPTION),
                text("author", LONGEST_DESCRIPTION),
                text("license", LONGEST_TITLE),
                texts("references", 1),
                texts("falsepositives", 2),
                tags(),
                related(),
                date("date"),
                date("modified"));
    }

    private String id(String title, Optional<String> name) {
        String id = text("id", LONGEST_TITLE);
        if (id.isEmpty()) {
            problems.warn(document.at(), "a document without 'id'", "give it a UUID: a new title makes a new rule");
            return name.orElseGet(
                    () -> UUID.nameUUIDFromBytes(title.getBytes(UTF_8)).toString());
        }
        if (!ID.matcher(id).matches()) {
            problems.warn(at("id"), "id %s is no UUID".formatted(quoted(id)), "use a random one");
        }
        return id;
    }

    private void judge(SigmaStatus status, At at) {
        if (status == SigmaStatus.UNSUPPORTED) {
            problems.refuse(
                    at, "status 'unsupported': its author says that it cannot be used", "correct it and its status");
        } else if (status == SigmaStatus.DEPRECATED) {
            problems.warn(at, "status 'deprecated': another rule has replaced it", "use that one");
        }
    }

    private List<String> tags() {
        List<String> tags = texts("tags", 1);
        for (String tag : tags) {
            if (!TAG.matcher(tag).matches()) {
                problems.warn(
                        at("tags"),
                        "tag %s".formatted(quoted(tag)),
                        "write a namespace, a dot and a name in small letters: attack.t1059");
            }
        }
        return tags;
    }

    private List<Related> related() {
        Optional<YamlValue> written = document.get("related");
        List<Related> related = new ArrayList<>();
        for (YamlValue item : written.map(YamlValue::asList).orElse(List.of())) {
            Optional<String> id =
                    item instanceof Mapping map ? map.get("id").flatMap(Header::asText) : Optional.empty();
            Optional<String> type =
                    item instanceof Mapping map ? map.get("type").flatMap(Header::asText) : Optional.empty();
            if (id.isEmpty() || type.isEmpty() || !RELATIONS.contains(type.get())) {
                problems.refuse(
                        item.at(),
                        "a related rule that is not said by an id and a known type",
                        "write 'id' and a 'type' of " + String.join(", ", RELATIONS));
            } else {
                related.add(new Related(id.get(), type.get()));
            }
        }
        return related;
    }

    private Optional<LocalDate> date(String key) {
        String text = text(key, 32);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (DATE.matcher(text).matches()) {
                return Optional.of(LocalDate.parse(text));
            }
        } catch (DateTimeException e) {
            // said below, as of all that is no date
        }
        problems.refuse(at(key), "%s %s is no date".formatted(key, quoted(text)), "write one such as 2026-01-31");
        return Optional.empty();
    }

    private <E extends Enum<E>> Optional<E> word(String key, Class<E> type) {
        String text = text(key, 32);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<E> found = SigmaWords.find(type, text);
        if (found.isEmpty()) {
            problems.refuse(
                    at(key), "unknown %s %s".formatted(key, quoted(text)), Suggestion.of(text, SigmaWords.all(type)));
        }
        return found;
    }

    /** A text; empty where it is absent or refused. */
    private String text(String key, int longest) {
        Optional<YamlValue> value = document.get(key);
        if (value.isEmpty()) {
            return "";
        }
        Optional<String> text = asText(value.get());
        if (text.isEmpty() || text.get().isEmpty()) {
            problems.refuse(
                    value.get().at(),
                    "'%s' is %s and no text"
                            .formatted(
                                    key,
                                    text.isPresent() ? "empty" : value.get().kind()),
                    value.get() instanceof Scalar ? "put it in quotes or remove the key" : "write a text");
            return "";
        }
        if (text.get().length() > longest) {
            problems.refuse(
                    value.get().at(),
                    "'%s' has %d characters, more than %d"
                            .formatted(key, text.get().length(), longest),
                    "shorten it");
        }
        return text.get();
    }

    /** Texts; those that are refused are left out. */
    private List<String> texts(String key, int shortest) {
        List<String> texts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (YamlValue item : document.get(key).map(YamlValue::asList).orElse(List.of())) {
            Optional<String> text = asText(item).filter(found -> found.length() >= shortest);
            if (text.isEmpty()) {
                problems.refuse(
                        item.at(),
                        "'%s' holds %s"
                                .formatted(key, item instanceof Scalar scalar ? quoted(scalar.text()) : item.kind()),
                        "write texts of at least %d characters, numbers in quotes".formatted(shortest));
            } else if (!seen.add(text.get())) {
                problems.warn(item.at(), "%s is in '%s' twice".formatted(quoted(text.get()), key), "remove one");
            } else {
                texts.add(text.get());
            }
        }
        return texts;
    }

    private At at(String key) {
        return document.get(key).map(YamlValue::at).orElse(document.at());
    }

    /** A value that is a text, as the schemas see it. */
    static Optional<String> asText(YamlValue value) {
        return value instanceof Scalar scalar && scalar.type() == Scalar.Type.TEXT
                ? Optional.of(scalar.text())
                : Optional.empty();
    }
}

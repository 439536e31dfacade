package io.drey.rules.sigma;

import java.util.List;
import java.util.Optional;

/** A value of a YAML document, and where it stands. */
sealed interface YamlValue {

    At at();

    /** What it is, for messages. */
    String kind();

    /** Keys and values, in their order; no key is there twice. */
    record Mapping(List<Entry> entries, At at) implements YamlValue {

        public Mapping {
            entries = List.copyOf(entries);
        }

        /** The value of a key. */
        Optional<YamlValue> get(String key) {
            return entry(key).map(Entry::value);
        }

        Optional<Entry> entry(String key) {
            return entries.stream().filter(entry -> entry.key.equals(key)).findFirst();
        }

        boolean has(String key) {
            return entry(key).isPresent();
        }

        @Override
        public String kind() {
            return "a map";
        }
    }

    /** A key, where it stands, and its value. */
    record Entry(String key, At at, YamlValue value) {}

    /** Values in their order. */
    record Listing(List<YamlValue> items, At at) implements YamlValue {

        public Listing {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A single value as it is written, without quotes. */
    record Scalar(String text, Type type, At at) implements YamlValue {

        /** What YAML's core schema says it is. */
        enum Type {
            TEXT("a text"),
            WHOLE_NUMBER("a whole number"),
            NUMBER("a number"),
            BOOLEAN("true or false"),
            NULL("null");

            private final String words;

            Type(String words) {
                this.words = words;
            }
        }

        boolean isNull() {
            return type == Type.NULL;
        }

        boolean isNumber() {
            return type == Type.WHOLE_NUMBER || type == Type.NUMBER;
        }

        @Override
        public String kind() {
            return type.words;
        }
    }

    /** The values of a list, or a single value as a list of one: Sigma 2.2 allows it wherever a list may stand. */
    default List<YamlValue> asList() {
        return this instanceof Listing listing ? listing.items() : List.of(this);
    }
}

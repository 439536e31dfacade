package io.drey.cli.docs;

import static java.util.Objects.requireNonNull;

/**
 * A page of the reference.
 *
 * @param file its name
 * @param text what it holds
 */
record ReferencePage(String file, String text) {

    ReferencePage {
        requireNonNull(file, "file is null");
        requireNonNull(text, "text is null");
    }
}

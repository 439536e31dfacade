package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Says where a secret is, and is not the secret: {@code env:NAME} or {@code file:/path}. It may stand in settings, logs
 * and job graphs; it is resolved where the secret is used.
 *
 * @param key the setting that holds the reference, for messages
 * @param reference where the secret is
 */
public record SecretReference(String key, String reference) implements Serializable {

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    public SecretReference {
        requireNonNull(key, "key is null");
        requireNonNull(reference, "reference is null");
        if (!reference.startsWith(ENVIRONMENT) && !reference.startsWith(FILE)) {
            // The value is not repeated: it may be the secret itself.
            throw new IllegalArgumentException(
                    "%s must say where the secret is, not what it is: write env:NAME or file:/path".formatted(key));
        }
    }

    /**
     * Reads the secret; a file's trailing line end is not part of it.
     *
     * @throws IllegalStateException if there is none
     */
    public String resolve(Map<String, String> environment) {
        if (reference.startsWith(ENVIRONMENT)) {
            String name = reference.substring(ENVIRONMENT.length());
            String secret = environment.get(name);
            if (secret == null) {
                throw new IllegalStateException(
                        "%s refers to the environment variable %s, which is not set: export it".formatted(key, name));
            }
            return secret;
        }
        Path file = Path.of(reference.substring(FILE.length()));
        try {
            return Files.readString(file, UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s refers to the file %s, which cannot be read: create it or mend its permissions"
                            .formatted(key, file),
                    e);
        }
    }
}

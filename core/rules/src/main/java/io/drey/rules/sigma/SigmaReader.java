package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Reads files of Sigma documents: rules, correlations and filters, which may refer to each other over all files that are read
 * together.
 *
 * <pre>{@code
 * SigmaRules read = new SigmaReader(Placeholders.NONE).read(List.of(SigmaFile.of(path)));
 * read.problems().forEach(System.err::println);
 * read.rules().get(0).condition().holds(event);
 * }</pre>
 *
 * <p>Nothing that files hold makes it throw: what is wrong is among the {@linkplain SigmaRules#problems() problems}, and a
 * refused document does not stop the others. Follows
 * <a href="https://github.com/SigmaHQ/sigma-specification">the Sigma specification</a> 2.1.
 */
public final class SigmaReader {

    private final Placeholders placeholders;

    public SigmaReader(Placeholders placeholders) {
        this.placeholders = requireNonNull(placeholders, "placeholders is null");
    }

    /** Reads files together. */
    public SigmaRules read(List<SigmaFile> files) {
        return new SigmaSet(files, placeholders).read();
    }
}

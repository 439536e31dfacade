package io.drey.rules.sigma;

import java.util.List;

/** The documents of files that are read together. */
final class SigmaSet {

    SigmaSet(List<SigmaFile> files, Placeholders placeholders) {}

    SigmaRules read() {
        return new SigmaRules(List.of(), List.of(), List.of(), List.of());
    }
}

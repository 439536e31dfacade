package io.drey.query.mining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mines templates of lines, one after the other, by the algorithm Drain: He, Zhu, Zheng, Lyu, "Drain: An Online Log Parsing
 * Approach with Fixed Depth Tree", ICWS 2017. A tree of fixed depth, by the number of words and the first one, leads to the few
 * templates that a line is compared with. The same lines in the same order give the same templates.
 *
 * <p>Memory ends at {@code most} templates and {@link #MOST_REMEMBERED} bytes. A line whose words did not come before costs its
 * words times the templates beside its own, {@link #MOST_BESIDE} at most.
 */
final class Drain {

    /** The share of words that a line has in common with its template. */
    private static final double SIMILAR = 0.5;
    /** Words that a place of the tree tells apart; others go the same way. */
    private static final int MOST_CHILDREN = 100;

    static final int MOST_BESIDE = 500;

    /** By and large, what words that are remembered take beside their characters. */
    private static final int BYTES_A_LINE = 150;
    /** So many bytes of words are remembered, with their templates. */
    private static final int MOST_REMEMBERED = 32 << 20;

    private final int most;
    private final Map<String, Node> roots = new HashMap<>();
    /** The same words have the same template, however often they come. */
    private final Map<String, Optional<Template>> decided = new HashMap<>();

    private int remembered;
    private int templates;

    /** A place in the tree: it has others below it, or templates. */
    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private final List<Template> templates = new ArrayList<>();
    }

    /** @param most how many templates there may be */
    Drain(int most) {
        this.most = most;
    }

    /** The template of a line, one that is there or a new one; empty where it fits none and there may be no more. */
    Optional<Template> template(String line) {
        String joined = Words.joined(line);
        Optional<Template> earlier = decided.get(joined);
        if (earlier != null) {
            return earlier;
        }
        Optional<Template> template = decide(Words.split(joined));
        if (remembered + BYTES_A_LINE + joined.length() <= MOST_REMEMBERED) {
            remembered += BYTES_A_LINE + joined.length();
            decided.put(joined, template);
        }
        return template;
    }

    private Optional<Template> decide(List<String> words) {
        Node node = node(words);
        Template best = null;
        int equal = -1;
        for (Template each : node.templates) {
            int common = each.equalWords(words);
            if (common > equal || (common == equal && each.gaps() > best.gaps())) {
                best = each;
                equal = common;
            }
        }
        if (best != null && equal >= SIMILAR * words.size()) {
            best.widenTo(words);
            return Optional.of(best);
        }
        return add(node, words);
    }

    /** Takes a template that was found earlier; empty where there may be no more. */
    Optional<Template> learn(String template) {
        List<String> words = template.isEmpty() ? List.of() : List.of(template.split(" ", -1));
        return add(node(words), words);
    }

    private Optional<Template> add(Node node, List<String> words) {
        if (templates == most || node.templates.size() == MOST_BESIDE) {
            return Optional.empty();
        }
        templates++;
        Template created = new Template(words);
        node.templates.add(created);
        return Optional.of(created);
    }

    private Node node(List<String> words) {
        Node node = roots.computeIfAbsent(Integer.toString(words.size()), unused -> new Node());
        if (words.isEmpty()) {
            return node;
        }
        String first = words.get(0);
        boolean goesWithOthers = first.contains(Template.GAP)
                || (!node.children.containsKey(first) && node.children.size() >= MOST_CHILDREN);
        return node.children.computeIfAbsent(goesWithOthers ? Template.GAP : first, unused -> new Node());
    }
}

package io.drey.delivery.domain;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.drey.configuration.TargetDocument;
import io.drey.event.HtmlText;
import io.drey.event.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A mail about one or more alerts of a target. The same alerts make the same mail, in whatever order and how often they come.
 *
 * @param id of 40 hexadecimal digits, of the target and all alerts
 * @param alerts the ids of the alerts that it shows
 * @param count how many alerts it is about
 * @param subject on one line
 * @param text plain text, with line feeds
 * @param html the same as a page
 */
public record AlertMail(String id, List<String> alerts, int count, String subject, String text, String html) {

    private static final int LONGEST_SUBJECT = 200;
    private static final int LONGEST_VALUE = 2_000;
    private static final int MOST_RULES = 10;
    private static final int ID_DIGITS = 40;

    private static final Comparator<AlertView> MOST_SEVERE_FIRST = comparingInt(AlertView::severityRank)
            .reversed()
            .thenComparing(alert -> alert.field("event.end"))
            .thenComparing(AlertView::id);

    /** The mail of a target of the type mail about alerts. */
    public static AlertMail of(TargetDocument target, Collection<AlertView> given) {
        Map<String, AlertView> byId = new TreeMap<>();
        given.forEach(alert -> byId.putIfAbsent(alert.id(), alert));
        List<AlertView> all = byId.values().stream().sorted(MOST_SEVERE_FIRST).toList();
        List<AlertView> shown = all.subList(0, Math.min(all.size(), target.batch()));
        return new AlertMail(
                Sha256.of(target.key() + "\n" + String.join("\n", byId.keySet()), ID_DIGITS),
                shown.stream().map(AlertView::id).toList(),
                all.size(),
                subject(target, all),
                text(target, all, shown),
                html(target, all, shown));
    }

    private static String subject(TargetDocument target, List<AlertView> all) {
        String subject = target.mail().orElseThrow().subject().render(all.get(0).document(), AlertView::oneLine);
        String more = all.size() == 1 ? "" : " and %d more".formatted(all.size() - 1);
        return AlertView.cut(AlertView.oneLine(subject), LONGEST_SUBJECT - more.length()) + more;
    }

    private static String text(TargetDocument target, List<AlertView> all, List<AlertView> shown) {
        StringBuilder text = new StringBuilder();
        if (all.size() > 1) {
            summary(all).forEach(line -> text.append(line).append('\n'));
            text.append('\n').append(heading(all, shown)).append("\n\n");
        }
        for (AlertView alert : shown) {
            text.append(title(alert)).append('\n');
            rows(alert).forEach((label, value) -> text.append("  %-8s %s\n".formatted(label, value)));
            alert.link(target.link())
                    .ifPresent(link -> text.append("  link     ").append(link).append('\n'));
            for (AlertView.Example event : alert.examples()) {
                text.append("    %s %s\n      %s\n".formatted(event.eventId(), event.time(), event.line()));
            }
            text.append('\n');
        }
        return text.append(footer(target)).append('\n').toString();
    }

    private static String html(TargetDocument target, List<AlertView> all, List<AlertView> shown) {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head>"
                + "<body style=\"font-family:sans-serif;font-size:14px\">\n");
        if (all.size() > 1) {
            html.append("<p>")
                    .append(summary(all).stream().map(HtmlText::of).collect(joining("<br>\n")))
                    .append("</p>\n<p>")
                    .append(heading(all, shown))
                    .append("</p>\n");
        }
        for (AlertView alert : shown) {
            html.append("<h3>").append(HtmlText.of(title(alert))).append("</h3>\n<table>\n");
            rows(alert)
                    .forEach((label, value) ->
                            html.append("<tr><td>%s</td><td>%s</td></tr>\n".formatted(label, HtmlText.of(value))));
            alert.link(target.link())
                    .map(HtmlText::of)
                    .ifPresent(link -> html.append(
                            "<tr><td>link</td><td><a href=\"%s\">%s</a></td></tr>\n".formatted(link, link)));
            html.append("</table>\n");
            for (AlertView.Example event : alert.examples()) {
                html.append("<p>%s %s<br><code>%s</code></p>\n"
                        .formatted(HtmlText.of(event.eventId()), HtmlText.of(event.time()), HtmlText.of(event.line())));
            }
        }
        return html.append("<p><small>")
                .append(HtmlText.of(footer(target)))
                .append("</small></p>\n</body></html>\n")
                .toString();
    }

    /** How many alerts of which severities and rules, those with the most first. */
    private static List<String> summary(List<AlertView> all) {
        List<String> lines = new ArrayList<>();
        lines.add("%d alerts from %s to %s: %s"
                .formatted(
                        all.size(),
                        all.stream()
                                .map(alert -> alert.field("event.start"))
                                .min(String::compareTo)
                                .orElseThrow(),
                        all.stream()
                                .map(alert -> alert.field("event.end"))
                                .max(String::compareTo)
                                .orElseThrow(),
                        all.stream()
                                .collect(groupingBy(AlertView::severity, LinkedHashMap::new, counting()))
                                .entrySet()
                                .stream()
                                .map(each -> "%d %s".formatted(each.getValue(), each.getKey()))
                                .collect(joining(", "))));
        List<Map.Entry<String, Long>> rules =
                all.stream().collect(groupingBy(AlertView::rule, TreeMap::new, counting())).entrySet().stream()
                        .sorted(comparing(Map.Entry<String, Long>::getValue).reversed())
                        .toList();
        rules.stream()
                .limit(MOST_RULES)
                .forEach(rule -> lines.add(
                        "%d of %s".formatted(rule.getValue(), AlertView.cut(rule.getKey(), LONGEST_SUBJECT))));
        if (rules.size() > MOST_RULES) {
            lines.add("and those of %d other rules".formatted(rules.size() - MOST_RULES));
        }
        return lines;
    }

    private static String heading(List<AlertView> all, List<AlertView> shown) {
        return shown.size() == all.size() ? "All of them:" : "The %d most severe:".formatted(shown.size());
    }

    private static String title(AlertView alert) {
        return "[%s] %s".formatted(alert.severity(), AlertView.cut(alert.rule(), LONGEST_SUBJECT));
    }

    private static Map<String, String> rows(AlertView alert) {
        Map<String, String> rows = new LinkedHashMap<>();
        if (!alert.field("message").isEmpty()) {
            rows.put("why", alert.field("message"));
        }
        rows.putAll(alert.facts());
        rows.replaceAll((label, value) -> AlertView.cut(value, LONGEST_VALUE));
        return rows;
    }

    private static String footer(TargetDocument target) {
        return "From Drey, by the target '%s' of %s.".formatted(target.name(), target.tenant());
    }
}

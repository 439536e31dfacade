package io.drey.format.aws;

import io.drey.event.Printable;
import io.drey.format.pattern.Extent;
import io.drey.format.pattern.LinePattern;
import io.drey.format.pattern.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The fields of a flow log, as AWS names them, and what they become. */
final class VpcFlowFields {

    private static final String USUAL =
            "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";

    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("srcaddr", "source.address"),
            Map.entry("dstaddr", "destination.ip"),
            Map.entry("srcport", "source.port"),
            Map.entry("dstport", "destination.port"),
            Map.entry("protocol", "network.iana_number"),
            Map.entry("packets", "network.packets"),
            Map.entry("bytes", "network.bytes"),
            Map.entry("action", "event.action"),
            Map.entry("account-id", "cloud.account.id"),
            Map.entry("region", "cloud.region"),
            Map.entry("instance-id", "cloud.instance.id"),
            Map.entry("az-id", "cloud.availability_zone"),
            Map.entry("flow-direction", "network.direction"));

    private VpcFlowFields() {}

    /**
     * What a line is made of.
     *
     * @param argument the fields' names, each alone or as {@code ${name}}; empty: those of version 2
     * @throws IllegalArgumentException if it is no list of them
     */
    static LinePattern pattern(String argument) {
        String text = argument.isBlank() ? USUAL : argument.strip();
        List<String> names = List.of(text.replace("${", "").replace("}", "").split(" +"));
        LinePattern pattern = new LinePattern();
        Set<String> taken = new HashSet<>();
        // It happened when the window ended in which packets were counted.
        String time = names.contains("end") ? "end" : "start";
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).toLowerCase(Locale.ROOT);
            if (!name.matches("[a-z0-9-]+") || !taken.add(name)) {
                throw new IllegalArgumentException(
                        "'vpc-flow:%s' cannot be followed: '%s' is no field of a flow log, or there twice; write fields such as ${version} ${srcaddr} ${end}"
                                .formatted(Printable.of(argument), Printable.of(name)));
            }
            if (i > 0) {
                pattern.text(" ");
            }
            if (name.equals(time)) {
                pattern.time(name, Extent.UNTIL, Values.epochTime());
            } else {
                pattern.value(
                        name,
                        Extent.UNTIL,
                        Values.named(NAMED.getOrDefault(name, "aws.vpcflow." + name.replace('-', '_'))));
            }
        }
        return pattern;
    }
}

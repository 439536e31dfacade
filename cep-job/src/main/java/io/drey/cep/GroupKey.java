package io.drey.cep;

import io.drey.event.DatasetId;
import io.drey.rules.book.KeyedRule;
import java.util.ArrayList;
import java.util.List;

/**
 * What events that may match together have in common, as one text: {@code rule|version|tenant|dataset|group}. The rule and
 * its version belong to it, because half a match of one version means nothing to another; only the group, which comes last,
 * can hold a bar. A single value of the group stands as it is, several each behind its length.
 */
final class GroupKey {

    private GroupKey() {}

    /** All of it but the group. */
    static String prefix(KeyedRule rule, DatasetId datasetId) {
        return rule.header().key() + '|' + datasetId.tenant() + '|' + datasetId.dataset() + '|';
    }

    static String of(String prefix, List<String> group) {
        if (group.size() == 1) {
            return prefix.concat(group.get(0));
        }
        StringBuilder key = new StringBuilder(prefix);
        for (String value : group) {
            key.append(value.length()).append(':').append(value);
        }
        return key.toString();
    }

    /** The rule's {@link io.drey.rules.book.RuleHeader#key()}. */
    static String ruleKeyOf(String key) {
        return key.substring(0, bar(key, 2));
    }

    /** Tenant and dataset, with a bar between. */
    static String datasetOf(String key) {
        int begin = bar(key, 2) + 1;
        return key.substring(begin, key.indexOf('|', key.indexOf('|', begin) + 1));
    }

    /** The same. */
    static DatasetId datasetIdOf(String key) {
        String written = datasetOf(key);
        int bar = written.indexOf('|');
        return new DatasetId(written.substring(0, bar), written.substring(bar + 1));
    }

    /** Whether a key is of a dataset; of none where that is null. Creates nothing. */
    static boolean isOf(DatasetId datasetId, String key) {
        if (datasetId == null) {
            return false;
        }
        int tenant = bar(key, 2) + 1;
        int dataset = tenant + datasetId.tenant().length() + 1;
        int end = dataset + datasetId.dataset().length();
        return end < key.length()
                && key.charAt(dataset - 1) == '|'
                && key.charAt(end) == '|'
                && key.startsWith(datasetId.tenant(), tenant)
                && key.startsWith(datasetId.dataset(), dataset);
    }

    /** Whether a key is of the rule's version with that {@link io.drey.rules.book.RuleHeader#key()}. Creates nothing. */
    static boolean isOfRule(String ruleKey, String key) {
        return key.length() > ruleKey.length() && key.charAt(ruleKey.length()) == '|' && key.startsWith(ruleKey);
    }

    /** The group's values. */
    static List<String> groupOf(String key, int size) {
        String group = key.substring(bar(key, 4) + 1);
        if (size == 1) {
            return List.of(group);
        }
        List<String> values = new ArrayList<>(size);
        int at = 0;
        while (at < group.length()) {
            int colon = group.indexOf(':', at);
            int end = colon + 1 + Integer.parseInt(group, at, colon, 10);
            values.add(group.substring(colon + 1, end));
            at = end;
        }
        return values;
    }

    /** Where the bar of that number stands, counted from 1. */
    private static int bar(String key, int number) {
        int at = -1;
        for (int i = 0; i < number; i++) {
            at = key.indexOf('|', at + 1);
        }
        return at;
    }
}

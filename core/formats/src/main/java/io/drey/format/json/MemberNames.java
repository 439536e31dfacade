package io.drey.format.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Field;
import io.drey.event.Utf8;
import io.drey.format.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The names that members of one dataset's lines have: from the bytes of a name to what is known of it, without a string where it
 * was seen before. Not thread-safe.
 *
 * <p>Up to 4,096 names are kept; when there are more, all are forgotten behind the line. Names beyond that, long ones, and those
 * whose places in the table are taken live as long as their line. So neither memory nor time grows with what hostile lines
 * say: whoever finds names of the same hash, which begins with a random number, meets a map that is ordered within.
 */
final class MemberNames {

    private static final int MOST_KEPT = 4096;
    private static final int TABLE_SIZE = 4 * MOST_KEPT;
    private static final int MOST_PROBES = 8;
    private static final int LONGEST_KEPT_NAME = 128;
    private static final int LONGEST_KEPT_PATH = 512;
    private static final int LONGEST_ESCAPE = 6;
    private static final int MOST_TEXT = 1 << 16;
    private static final byte[] MESSAGE = "message".getBytes(UTF_8);
    private static final String EMPTY = "_empty";

    private final Vocabulary vocabulary;
    private final List<String> timeFields;
    /** The paths of special members, and of the objects in which they are. */
    private final Set<String> specialPaths = new HashSet<>();

    private final int longestSpecialPath;
    private final SplittableRandom random = new SplittableRandom();
    private final JsonText text = new JsonText();
    private int stepBytes;

    private NameNode root;
    private final NameNode[] table = new NameNode[TABLE_SIZE];
    private int kept;
    /** Special members by their paths; there are only so many as the published list and the fixed fields have. */
    private final Map<String, Member> specials = new HashMap<>();
    /** Open fields that special members may become. */
    private final Map<String, Member> openOfSpecials = new HashMap<>();

    private final Map<String, Member> open = new HashMap<>();
    private final Map<String, Member> passingOpen = new HashMap<>();
    private final List<NameNode> withPassing = new ArrayList<>();

    /**
     * Names.
     *
     * @param vocabulary what names mean
     * @param timeFields the paths of the members that hold the time; empty: those of the vocabulary
     */
    MemberNames(Vocabulary vocabulary, List<String> timeFields) {
        this.vocabulary = vocabulary;
        this.timeFields = timeFields;
        if (vocabulary.knowsFields()) {
            for (Field field : Field.values()) {
                addSpecial(field.ecsName());
            }
        }
        vocabulary.always().keySet().forEach(this::addSpecial);
        vocabulary.besideNginx().keySet().forEach(this::addSpecial);
        timeFields.forEach(this::addSpecial);
        this.longestSpecialPath =
                specialPaths.stream().mapToInt(String::length).max().orElse(0);
        this.root = root();
    }

    private void addSpecial(String path) {
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
            specialPaths.add(path.substring(0, dot));
        }
        specialPaths.add(path);
    }

    private NameNode root() {
        return new NameNode(null, new byte[0], "", 0, true, random.nextLong());
    }

    /** The line's own object. */
    NameNode ofLine() {
        return root;
    }

    /** The name under which a line without members of its own has its text. */
    NameNode message() {
        return find(root, MESSAGE, 0, MESSAGE.length, false, true);
    }

    /**
     * The name in an object.
     *
     * @param parent the object's own
     * @param from where the name begins behind its quote
     * @param to where it ends before its quote
     * @param hasEscapes whether it has any
     * @param onlySpecial whether no other names are to be added to those that are known
     * @return null if it is not known and not to be
     */
    NameNode find(NameNode parent, byte[] bytes, int from, int to, boolean hasEscapes, boolean onlySpecial) {
        long hash = hash(parent.seed, bytes, from, to);
        int probe = (int) (hash >>> 32);
        int free = -1;
        for (int i = 0; i < MOST_PROBES; i++) {
            int place = (probe + i) & (TABLE_SIZE - 1);
            NameNode node = table[place];
            if (node == null) {
                free = place;
                break;
            }
            if (node.hash == hash
                    && node.parent == parent
                    && Arrays.equals(node.raw, 0, node.raw.length, bytes, from, to)) {
                return node;
            }
        }
        String key = null;
        if (parent.passing != null) {
            key = new String(bytes, from, to - from, ISO_8859_1);
            NameNode node = parent.passing.get(key);
            if (node != null) {
                return node;
            }
        }
        if (onlySpecial && !mayBeSpecial(parent, bytes, from, to, hasEscapes)) {
            return null;
        }
        String step = step(bytes, from, to, hasEscapes);
        int pathBytes = parent.pathBytes + (parent.parent == null ? 0 : 1) + stepBytes;
        boolean isKept = parent.isKept
                && free >= 0
                && kept < MOST_KEPT
                && to - from <= LONGEST_KEPT_NAME
                && pathBytes <= LONGEST_KEPT_PATH;
        NameNode node =
                new NameNode(parent, Arrays.copyOfRange(bytes, from, to), step, pathBytes, isKept, random.nextLong());
        node.hash = hash;
        if (isKept) {
            table[free] = node;
            kept++;
        } else {
            if (parent.passing == null) {
                parent.passing = new HashMap<>();
                withPassing.add(parent);
            }
            parent.passing.put(key == null ? new String(bytes, from, to - from, ISO_8859_1) : key, node);
        }
        if (pathBytes <= longestSpecialPath && specialPaths.contains(node.path())) {
            node.member = special(node.path());
        }
        return node;
    }

    /** The member of a name that is not special: the open field that it becomes. */
    Member open(NameNode node) {
        String name = vocabulary.openName(node.path());
        Member known = known(name);
        if (known == null) {
            known = Member.open(name, Utf8.encode(name).length);
            (node.isKept ? open : passingOpen).put(name, known);
        } else if (node.isKept && !passingOpen.isEmpty() && passingOpen.remove(name, known)) {
            open.put(name, known);
        }
        node.member = known;
        return known;
    }

    /** The open field of that name, of those that special members become. */
    Member openOfSpecial(String name) {
        Member known = openOfSpecials.get(name);
        if (known == null) {
            known = known(name);
            known = known == null ? Member.open(name, Utf8.encode(name).length) : known;
            openOfSpecials.put(name, known);
        }
        return known;
    }

    private Member known(String name) {
        Member known = open.get(name);
        known = known == null ? openOfSpecials.get(name) : known;
        return known == null ? passingOpen.get(name) : known;
    }

    /** Forgets what was of the line only. To be called behind each. */
    void endLine() {
        if (!withPassing.isEmpty()) {
            withPassing.forEach(node -> node.passing = null);
            withPassing.clear();
        }
        if (!passingOpen.isEmpty()) {
            passingOpen.clear();
        }
        if (kept == MOST_KEPT) {
            Arrays.fill(table, null);
            kept = 0;
            open.clear();
            root = root();
        }
    }

    private boolean mayBeSpecial(NameNode parent, byte[] bytes, int from, int to, boolean hasEscapes) {
        int fewestBytes = hasEscapes ? (to - from) / LONGEST_ESCAPE : to - from;
        if (parent.pathBytes + fewestBytes > longestSpecialPath) {
            return false;
        }
        String step = step(bytes, from, to, hasEscapes);
        return specialPaths.contains(parent.parent == null ? step : parent.path() + '.' + step);
    }

    /** The member of that path, or null where it only is an object in which special members are. */
    private Member special(String path) {
        Member known = specials.get(path);
        if (known != null) {
            return known;
        }
        Field field = vocabulary.knowsFields() ? Field.ofEcsName(path).orElse(null) : null;
        MemberReading always = vocabulary.always().get(path);
        MemberReading besideNginx = vocabulary.besideNginx().get(path);
        int asked = timeFields.indexOf(path);
        if (field == null && always == null && besideNginx == null && asked < 0) {
            return null;
        }
        Member asOpen = openOfSpecial(vocabulary.openName(path));
        Member special = Member.special(path, field, always, besideNginx, asked < 0 ? Member.NO_TIME : asked, asOpen);
        specials.put(path, special);
        return special;
    }

    /**
     * A name with its escapes undone, and its length in {@link #stepBytes}. Control characters have no place in the name of a
     * field, nor has an empty one.
     */
    private String step(byte[] bytes, int from, int to, boolean hasEscapes) {
        if (from == to) {
            stepBytes = EMPTY.length();
            return EMPTY;
        }
        String step;
        if (hasEscapes) {
            text.clear();
            text.add(bytes, from, to);
            step = text.string();
            stepBytes = text.length();
            text.shrink(MOST_TEXT);
        } else {
            step = new String(bytes, from, to - from, UTF_8);
            stepBytes = to - from;
        }
        StringBuilder clean = null;
        for (int i = 0; i < step.length(); i++) {
            if (Character.isISOControl(step.charAt(i))) {
                clean = clean == null ? new StringBuilder(step) : clean;
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean == null ? step : clean.toString();
    }

    private static long hash(long seed, byte[] bytes, int from, int to) {
        long hash = seed ^ (to - from);
        for (int i = from; i < to; i += Long.BYTES) {
            hash = (hash ^ Words.at(bytes, i, to)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 29;
        }
        return hash * 0xBF58_476D_1CE4_E5B9L;
    }
}

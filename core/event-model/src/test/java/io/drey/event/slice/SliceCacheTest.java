package io.drey.event.slice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceCacheTest {

    private final List<String> computed = new ArrayList<>();

    @Test
    void givesUpTheLeastRecentlyUsed() {
        SliceCache<String> cache = cache(4, 100);
        lookUp(cache, "a", "b", "c", "d");

        lookUp(cache, "a", "e");
        assertThat(computed).containsExactly("a", "b", "c", "d", "e");

        lookUp(cache, "a", "c", "d", "e");
        assertThat(computed).containsExactly("a", "b", "c", "d", "e");

        lookUp(cache, "b");
        assertThat(computed).containsExactly("a", "b", "c", "d", "e", "b");
    }

    @Test
    void computesFromNoMoreThanTheLongestKey() {
        SliceCache<String> cache = cache(4, 3);

        lookUp(cache, "abcdef", "abcxyz");

        assertThat(computed).containsExactly("abc");
    }

    private SliceCache<String> cache(int entries, int longestKey) {
        return new SliceCache<>(entries, longestKey, key -> {
            computed.add(new String(key, UTF_8));
            return new String(key, UTF_8);
        });
    }

    private static void lookUp(SliceCache<String> cache, String... keys) {
        for (String key : keys) {
            byte[] bytes = key.getBytes(UTF_8);
            assertThat(key).startsWith(cache.of(bytes, 0, bytes.length));
        }
    }
}

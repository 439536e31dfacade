package io.drey.operations.generate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** What exists in the made-up web shop: its pages, who calls it, with what and from where. */
final class Catalogue {

    static final byte[] SITE = ascii("https://www.acornsupply.example");

    private static final int ADDRESSES = 20_000;
    private static final int ATTACKERS = 512;
    private static final int PRODUCTS = 3_000;
    private static final String[] QUALITIES = {
        "oak",
        "walnut",
        "hazel",
        "maple",
        "copper",
        "linen",
        "ceramic",
        "folding",
        "insulated",
        "compact",
        "vintage",
        "outdoor",
        "rustic",
        "braided",
        "woven",
        "enamel"
    };
    private static final String[] THINGS = {
        "feeder",
        "nest-box",
        "lantern",
        "hammock",
        "blanket",
        "kettle",
        "backpack",
        "tent",
        "thermos",
        "basket",
        "stool",
        "birdbath",
        "pruning-saw",
        "gloves",
        "planter",
        "trail-camera",
        "rope-ladder",
        "picnic-set",
        "headlamp",
        "axe"
    };
    private static final String[] CATEGORIES = {
        "garden", "camping", "wildlife", "kitchen", "lighting", "furniture", "tools", "clothing", "gifts", "sale"
    };
    private static final String[] SEARCHES = {
        "acorn",
        "squirrel feeder",
        "tent 2 person",
        "lantern",
        "gift card",
        "oak stool",
        "rope",
        "blanket wool",
        "axe",
        "thermos 1l",
        "bird box",
        "hammock stand"
    };

    /** Weighted so that a handful of browsers make most of the traffic, as they do. */
    final List<byte[]> browsers = lines("browsers.txt");

    final List<byte[]> apiClients = lines("api-clients.txt");
    final List<byte[]> crawlers = lines("crawlers.txt");
    final List<byte[]> attackTools = lines("attack-tools.txt");
    final List<byte[]> referrers = lines("referrers.txt");
    final List<byte[]> probes = lines("probes.txt");

    final byte[][] addresses;
    final byte[][] attackers;
    final byte[][] pages;
    final byte[][] assets;
    final byte[][] calls;
    final byte[][] deadLinks;
    final byte[][] retiredPages;
    final byte[][] forbiddenPages;
    final byte[][] users;

    Catalogue(SplittableRandom random) {
        Set<String> taken = new HashSet<>();
        addresses = new byte[ADDRESSES][];
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = ascii(unique(taken, random, random.nextInt(100) < 6));
        }
        attackers = new byte[ATTACKERS][];
        for (int i = 0; i < ATTACKERS; i++) {
            attackers[i] = ascii(unique(taken, random, false));
        }
        pages = pages(random);
        assets = assets(random);
        calls = calls(random);
        // Fewer than a scanner asks for, so that following a dead link is never taken for a scan.
        deadLinks = all(
                "/favicon.ico",
                "/apple-touch-icon.png",
                "/blog/feed.xml",
                "/products/oak-feeder-17/manual.pdf",
                "/images/banner-spring.jpg",
                "/old-shop/index.html",
                "/newsletter/archive/2019/04",
                "/ads.txt",
                "/static/js/app.min.js.map",
                "/category/fireworks",
                "/team/history",
                "/products/tent-9");
        retiredPages = all(
                "/category/sale-2023",
                "/blog/2018/closing-the-berlin-store",
                "/api/v0/products",
                "/events/summer-fair",
                "/gift-wrapping");
        forbiddenPages = all("/admin", "/reports/turnover.csv", "/api/v1/orders", "/internal/status");
        users = all("mhansen", "j.ortiz", "svc-stock", "akira", "n.dubois", "frank", "lindiwe", "p_kowalski");
    }

    private static byte[][] pages(SplittableRandom random) {
        List<byte[]> pages = new ArrayList<>();
        pages.add(ascii("/"));
        for (String category : CATEGORIES) {
            pages.add(ascii("/category/" + category));
        }
        for (int i = 0; i < PRODUCTS; i++) {
            String product = pick(QUALITIES, random) + "-" + pick(THINGS, random);
            String campaign = i % 3 == 0
                    ? "?utm_source=newsletter&utm_medium=mail&utm_campaign=autumn-" + random.nextInt(20)
                    : i % 3 == 1 ? "?variant=" + (1 + random.nextInt(6)) + "&ref=listing" : "";
            pages.add(ascii("/products/" + product + "/" + (1000 + i) + campaign));
            if (i % 10 == 0) {
                pages.add(ascii("/category/" + pick(CATEGORIES, random) + "?page=" + (2 + random.nextInt(30)) + "&sort="
                        + (random.nextBoolean() ? "price" : "newest")));
            }
            if (i % 12 == 0) {
                pages.add(ascii(
                        "/search?q=" + pick(SEARCHES, random).replace(' ', '+') + "&page=" + (1 + random.nextInt(5))));
            }
            if (i % 25 == 0) {
                pages.add(ascii("/blog/" + (2020 + random.nextInt(6)) + "/" + pick(QUALITIES, random) + "-or-"
                        + pick(QUALITIES, random) + "-" + pick(THINGS, random)));
            }
        }
        pages.add(ascii("/cart"));
        pages.add(ascii("/checkout"));
        pages.add(ascii("/account/orders"));
        return pages.toArray(byte[][]::new);
    }

    private static byte[][] assets(SplittableRandom random) {
        List<byte[]> assets = new ArrayList<>();
        String build = Integer.toHexString(0x100000 + random.nextInt(0xEFFFFF));
        assets.add(ascii("/static/css/app." + build + ".min.css"));
        assets.add(ascii("/static/js/app." + build + ".js"));
        assets.add(ascii("/static/js/vendor." + build + ".js"));
        assets.add(ascii("/static/fonts/inter-latin-400.woff2"));
        assets.add(ascii("/static/img/logo.svg"));
        for (int i = 0; i < 800; i++) {
            assets.add(ascii("/media/catalog/products/" + (1000 + random.nextInt(PRODUCTS)) + "/" + pick(THINGS, random)
                    + "-" + (random.nextBoolean() ? "640x480.webp" : "1280x960.jpg") + "?v=" + build));
        }
        return assets.toArray(byte[][]::new);
    }

    private static byte[][] calls(SplittableRandom random) {
        List<byte[]> calls = new ArrayList<>();
        calls.add(ascii("/api/v1/products?limit=100&offset=0"));
        calls.add(ascii("/api/v1/stock/changes?since=cursor"));
        for (int i = 0; i < 400; i++) {
            calls.add(ascii("/api/v1/products/" + (1000 + random.nextInt(PRODUCTS))
                    + (random.nextInt(3) == 0 ? "/availability?store=" + random.nextInt(40) : "")));
        }
        return calls.toArray(byte[][]::new);
    }

    private static String unique(Set<String> taken, SplittableRandom random, boolean version6) {
        while (true) {
            String address = version6 ? version6(random) : version4(random);
            if (taken.add(address)) {
                return address;
            }
        }
    }

    private static String version4(SplittableRandom random) {
        while (true) {
            int first = 1 + random.nextInt(223);
            int second = random.nextInt(256);
            boolean reserved = first == 10
                    || first == 127
                    || (first == 100 && second >= 64 && second < 128)
                    || (first == 169 && second == 254)
                    || (first == 172 && second >= 16 && second < 32)
                    || (first == 192 && (second == 0 || second == 168))
                    || (first == 198 && (second == 18 || second == 19 || second == 51))
                    || (first == 203 && second == 0);
            if (!reserved) {
                return first + "." + second + "." + random.nextInt(256) + "." + (1 + random.nextInt(254));
            }
        }
    }

    /** In canonical form (RFC 5952): no group is zero, so that nothing is to be shortened. */
    private static String version6(SplittableRandom random) {
        StringBuilder address = new StringBuilder("2a0").append(Integer.toHexString(random.nextInt(16)));
        for (int group = 0; group < 7; group++) {
            address.append(':').append(Integer.toHexString(1 + random.nextInt(0xFFFF)));
        }
        return address.toString();
    }

    private static String pick(String[] from, SplittableRandom random) {
        return from[random.nextInt(from.length)];
    }

    private static byte[][] all(String... values) {
        byte[][] all = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            all[i] = ascii(values[i]);
        }
        return all;
    }

    static byte[] ascii(String value) {
        return value.getBytes(US_ASCII);
    }

    private static List<byte[]> lines(String resource) {
        try (InputStream in = Catalogue.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + resource);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, US_ASCII));
            return reader.lines()
                    .filter(line -> !line.isBlank())
                    .map(Catalogue::ascii)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}

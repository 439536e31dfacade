package io.drey.rules.sigma;

import static io.drey.rules.sigma.Sigma.refusal;
import static io.drey.rules.sigma.Sigma.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventView;
import io.drey.rules.condition.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What selections mean, and which say nothing. */
final class SelectionTest {

    private static final EventView REQUEST = Event.with("http.request.method", "GET")
            .and("url.path", "/Admin/login.php")
            .and("http.response.status_code", "404")
            .and("source.ip", "10.1.2.3")
            .and("user.name", "bob")
            .and("labels.owner", "Bob")
            .and("labels.empty", "")
            .and("labels.when", "2026-11-28T23:59:00")
            .and("event.original", "GET /Admin/login.php from 10.1.2.3 by bob")
            .view();

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "http.request.method: get => true",
                "http.request.method: [post, get] => true",
                "http.request.method: ge => false",
                "http.request.method: g?t => true",
                "http.request.method: g?et => false",
                "url.path: /admin/* => true",
                "url.path: '*' => true",
                "labels.none: '*' => false",
                "labels.empty: '*' => true",
                "http.request.method|cased: get => false",
                "http.request.method|cased: GET => true",
                "url.path|startswith: /admin => true",
                "url.path|startswith|cased: /admin => false",
                "url.path|endswith: .PHP => true",
                "url.path|contains: LOGIN => true",
                "url.path|contains|all: [login, admin] => true",
                "url.path|contains|all: [login, adm1n] => false",
                "url.path|contains: 'adm*php' => true",
                "url.path|contains|neq: nothing => true",
                "url.path|contains|neq: [login, nothing] => false",
                "labels.none|neq: x => true",
                "http.response.status_code: 404 => true",
                "http.response.status_code|neq: 404 => false",
                "http.response.status_code|gte: 400 => true",
                "http.response.status_code|gt: 404 => false",
                "http.response.status_code|lt: 404.5 => true",
                "http.response.status_code|lte: 403 => false",
                "source.ip|cidr: 10.0.0.0/8 => true",
                "source.ip|cidr: [192.168.0.0/16, 10.1.0.0/16] => true",
                "source.ip|expand|cidr: '%Networks%' => true",
                "user.name|expand: '%Servers%' => false",
                "user.name|exists: true => true",
                "labels.none|exists: true => false",
                "labels.none|exists: false => true",
                "labels.empty|exists: true => true",
                "labels.none: null => true",
                "labels.empty: null => false",
                "labels.empty: '' => true",
                "labels.none: '' => false",
                "labels.none|neq: null => false",
                "user.name|fieldref: labels.owner => true",
                "user.name|fieldref|cased: labels.owner => false",
                "user.name|fieldref|neq: labels.owner => false",
                "url.path|fieldref|contains: user.name => false",
                "url.path|re: ^/A.*\\.php$ => true",
                "url.path|re: ^/a => false",
                "url.path|re|i: ^/a => true",
                "url.path|re|startswith: Admin => false",
                "url.path|re|endswith: p.p => true",
                "url.path|re|contains: l.gin => true",
                "labels.when|hour: 23 => true",
                "labels.when|hour|gte: 22 => true",
                "labels.when|gte|hour: 22 => true",
                "labels.when|week: 48 => true",
                "labels.when|minute|neq: 59 => false",
                "labels.when|year: 2026 => true",
                "labels.when|month: 12 => false",
                "labels.when|day: 28 => true",
                "'|all': [admin, bob] => true",
                "'|all': [admin, alice] => false",
                "'|re': l.gin => true",
                "'|contains': [alice, bob] => true",
            })
    void aFieldsValueIsTested(String line, boolean holds) {
        assertThat(selection(line).holds(REQUEST))
                .as(selection(line).toString())
                .isEqualTo(holds);
    }

    @Test
    void mapsAreJoinedByAndAndListsByOr() {
        assertThat(selection("http.request.method: GET", "user.name: alice").holds(REQUEST))
                .isFalse();
        assertThat(selection("- http.request.method: GET", "- user.name: alice").holds(REQUEST))
                .isTrue();
        assertThat(selection("- http.request.method: POST", "  user.name: bob", "- user.name: eve")
                        .holds(REQUEST))
                .isFalse();
    }

    @Test
    void keywordsAreLookedForInTheWholeLine() {
        assertThat(selection("- nothing", "- LOGIN.PHP").holds(REQUEST)).isTrue();
        assertThat(selection("- 'admin*by bob'").holds(REQUEST)).isTrue();
        assertThat(selection("- 10.1").holds(REQUEST)).isTrue();
        assertThat(selection("- user.name: eve", "- by bob").holds(REQUEST)).isTrue();
    }

    @Test
    void aSingleKeywordMayStandWhereAListMayStand() {
        assertThat(Sigma.read(Sigma.rule("selection: login", "condition: selection"))
                        .rules()
                        .get(0)
                        .condition()
                        .holds(REQUEST))
                .isTrue();
    }

    @Test
    void aWindowsFlagMayBeginWithAnyDash() {
        for (String dash : new String[] {"-", "/", "\u2013", "\u2014", "\u2015"}) {
            EventView event = Event.with("process.command_line", "cmd " + dash + "c foo-bar")
                    .view();
            assertThat(selection("process.command_line|windash|contains: ' /c foo-bar'")
                            .holds(event))
                    .isTrue();
        }
        EventView inner = Event.with("process.command_line", "cmd /c foo/bar").view();
        assertThat(selection("process.command_line|windash|contains: '-c foo-bar'")
                        .holds(inner))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "labels.x|base64: foo => labels.x equals 'zm9v'",
                "labels.x|cased: 'a\\*b' => labels.x equals 'a*b' as written",
                "labels.x|utf16le|base64: ab => labels.x equals 'yqbiaa=='",
                "labels.x|wide|base64|contains: ab => labels.x contains 'yqbiaa=='",
                "labels.x|utf16be|base64: ab => labels.x equals 'agea yg=='",
                "labels.x|utf16|base64: ab => labels.x equals '//5hagia'",
                "labels.x|base64offset|contains: foo => (labels.x contains 'zm9v' or labels.x contains 'zvb' or labels.x contains 'mb2')",
            })
    void valuesAreEncoded(String line, String condition) {
        assertThat(selection(line)).hasToString(condition.replace("agea yg", "ageayg"));
    }

    @Test
    void aWideTextHasAZeroBehindEachLetter() {
        EventView event = Event.with("labels.x", "x a\0b\0 y").view();

        assertThat(selection("labels.x|wide|contains: ab").holds(event)).isTrue();
    }

    @Test
    void placeholdersAreTheTenantsLists() {
        assertThat(selection("host.name|expand: '%Servers%'"))
                .hasToString("(host.name starts with 'srv' or host.name equals 'db1')");
        assertThat(selection("host.name|expand: 'a\\%b%Servers%'"))
                .hasToString("(host.name starts with 'a%bsrv' or host.name equals 'a%bdb1')");
        assertThat(selection("host.name: '%Servers%'")).hasToString("host.name equals '%servers%'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "a|contain: x => unknown modifier 'contain' => did you mean 'contains'?",
                "a|base46: x => unknown modifier 'base46' => did you mean 'base64'?",
                "a|contains|contains: x => there twice => remove one",
                "a|re: (?=x) => look-around => and not",
                "a|re: (x)\\1 => back reference => fieldref",
                "a|i: x => 'i' without 're' => behind 're'",
                "a|contains|re: x => 're' behind other modifiers => first",
                "a|re|cased: x => 'cased' behind 're' => remove it",
                "a|lt: 'x' => 'lt' with 'x' => number",
                "a|lt: '5' => 'lt' with '5' => without quotes",
                "a|cidr: 10.0.0.0/40 => no network => 10.0.0.0/8",
                "a|cidr|contains: 10.0.0.0/8 => do not go together => one kind",
                "a|hour: 24 => no time has hour 24 => 0 to 23",
                "a|hour: 1.5 => no time has hour 1.5 => whole number",
                "a|exists: maybe => 'exists' with 'maybe' => true or false",
                "a|exists|cased: true => other modifiers => alone",
                "a|base64: 'x*' => wildcards before 'base64' => backslash",
                "a|base64offset: x => too short => longer",
                "a|utf16: x => bytes which no text has => base64",
                "a|expand: x => no placeholder => %Servers%",
                "a|expand: '%Server%' => no list for placeholder '%Server%' => did you mean 'Servers'?",
                "a|expand: '%Empty%' => is empty => put something",
                "a|contains: null => null with modifiers => ''",
                "a: [x, null] => null in a list => selection of its own",
                "a: [] => empty list => null",
                "a: {b: c} => a map as a value => dots",
                "a: [[b]] => a list as a value => write texts",
                "'|endswith': x => without a field => name a field",
                "'|all': [x, null] => null in a list => selection",
                "' ': x => without a name => name it",
                "a|windash: '-a -b -c -d -e -f' => variants => several values",
            })
    void whatSaysNothingIsRefusedWithARemedy(String line, String reason, String remedy) {
        assertThat(refusal(line).reason()).contains(reason);
        assertThat(refusal(line).remedy()).contains(remedy);
    }
}

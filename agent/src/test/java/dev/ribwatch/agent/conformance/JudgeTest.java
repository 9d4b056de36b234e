package dev.ribwatch.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The second reading says of each case, where it is sure, what the case says. */
class JudgeTest {
    private static final Set<String> CONFIGURED = Set.of("", "strict", "disable");

    @Test
    void theJudgeAgreesWithTheCases() {
        List<String> differences = new ArrayList<>();
        Set<Outcome.Verdict> strict = EnumSet.noneOf(Outcome.Verdict.class);
        Set<Outcome.Verdict> disable = EnumSet.noneOf(Outcome.Verdict.class);
        int judged = 0;
        for (Case each : CaseFile.all()) {
            Terms terms = each.terms();
            if (each.phase() != Case.Phase.ESTABLISHED
                    || !terms.ipv4()
                    || !terms.ipv6()
                    || !CONFIGURED.contains(terms.configured())) {
                continue;
            }
            Reading reading = new Reading(terms);
            reading.play(each.prelude());
            reading.play(each.input());
            if (!reading.sure) {
                continue;
            }
            judged++;
            Outcome outcome = each.outcome();
            Set<String> expected = outcome.routes().keySet();
            boolean resets = outcome.verdict() == Outcome.Verdict.RESET;
            if (reading.worst != outcome.verdict() || !resets && !reading.held.equals(expected)) {
                differences.add("%s: %s, held %s; should be %s, held %s"
                        .formatted(each, reading.worst, reading.held, outcome.verdict(), expected));
            }
            if (terms.configured().equals("strict")) {
                strict.add(outcome.verdict());
            } else if (terms.configured().equals("disable")) {
                disable.add(outcome.verdict());
            }
        }
        assertThat(differences).isEmpty();
        assertThat(judged).isGreaterThan(600);
        assertThat(strict)
                .contains(
                        Outcome.Verdict.ACCEPT,
                        Outcome.Verdict.DISCARD,
                        Outcome.Verdict.WITHDRAW,
                        Outcome.Verdict.RESET);
        assertThat(disable).contains(Outcome.Verdict.ACCEPT, Outcome.Verdict.DISABLE, Outcome.Verdict.RESET);
    }

    /** What the judge makes of the messages of a session. */
    private static final class Reading {
        private final Judge judge;
        private final Set<String> held = new HashSet<>();
        private final Set<Family> lost = EnumSet.noneOf(Family.class);
        private Outcome.Verdict worst = Outcome.Verdict.ACCEPT;
        private boolean sure = true;

        private Reading(Terms terms) {
            judge = new Judge(terms);
        }

        private void play(byte[] stream) {
            for (int at = 0; at < stream.length && worst != Outcome.Verdict.RESET; ) {
                int length = MessageHeader.check(stream, at, stream.length, false);
                if (length < MessageHeader.LENGTH
                        || length > stream.length - at
                        || MessageHeader.type(stream, at) != MessageType.UPDATE) {
                    sure = false;
                    return;
                }
                take(judge.judge(Arrays.copyOfRange(stream, at, at + length), lost));
                at += length;
            }
        }

        private void take(Judge.Judgement judgement) {
            sure &= judgement.sure();
            if (judgement.verdict().compareTo(worst) > 0) {
                worst = judgement.verdict();
            }
            lost.addAll(judgement.lost());
            held.removeIf(route -> lost.contains(Judge.family(route)));
            judgement.withdrawn().forEach(held::remove);
            held.addAll(judgement.announced().keySet());
        }
    }
}

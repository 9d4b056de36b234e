package dev.ribwatch.agent.policy.intent;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens of a pattern and what may follow what (Glushkov's construction): bit {@code i} of a mask is token
 * {@code i}.
 */
final class AsnAutomaton {
    static final int MAX_TOKENS = Long.SIZE;

    enum TokenKind {
        /** Before the first AS number. */
        START,
        /** After the last. */
        END,
        /** Either of the two, or a separator. */
        BOUNDARY,
        /** The separator in a sequence. */
        SPACE,
        /** One of some AS numbers. */
        ASN,
        /** {@code [0-9]+} */
        ANY_ASN,
        /** {@code .*} */
        ANY,
        /** {@code .+} */
        SOME,
        /** {@code .} */
        CHARACTER,
        /** {@code [0-9]} */
        DIGIT,
        /** Anything that only a text can be held against. */
        OTHER;

        boolean isEdge() {
            return this == START || this == END || this == BOUNDARY || this == SPACE;
        }

        boolean isAsn() {
            return this == ASN || this == ANY_ASN;
        }

        boolean isGap() {
            return this == ANY || this == SOME;
        }
    }

    /** @param asns AS numbers in 32 bits each, of kind {@link TokenKind#ASN} only */
    record Token(TokenKind kind, Set<Integer> asns) {}

    sealed interface Node {
        record Leaf(int token) implements Node {}

        record Sequence(List<Node> parts) implements Node {}

        record Choice(List<Node> branches) implements Node {}

        record Repeat(Node node, boolean optional, boolean many) implements Node {}
    }

    /** Of a part of the pattern: where it begins, where it ends, whether it can match nothing. */
    private record Span(long first, long last, boolean nullable) {}

    private final List<Token> tokens;
    private final Node root;
    private final Span whole;
    private final long[] follow;
    private final long[] precede;

    AsnAutomaton(List<Token> tokens, Node root) {
        this.tokens = List.copyOf(tokens);
        this.root = root;
        follow = new long[tokens.size()];
        precede = new long[tokens.size()];
        whole = span(root);
    }

    private Span span(Node node) {
        if (node instanceof Node.Leaf leaf) {
            return new Span(1L << leaf.token(), 1L << leaf.token(), false);
        }
        if (node instanceof Node.Repeat repeat) {
            Span inner = span(repeat.node());
            if (repeat.many()) {
                link(inner.last, inner.first);
            }
            return new Span(inner.first, inner.last, inner.nullable || repeat.optional());
        }
        if (node instanceof Node.Choice choice) {
            Span all = new Span(0, 0, false);
            for (Node branch : choice.branches()) {
                Span one = span(branch);
                all = new Span(all.first | one.first, all.last | one.last, all.nullable || one.nullable);
            }
            return all;
        }
        Span all = new Span(0, 0, true);
        for (Node part : ((Node.Sequence) node).parts()) {
            Span next = span(part);
            link(all.last, next.first);
            all = new Span(
                    all.nullable ? all.first | next.first : all.first,
                    next.nullable ? all.last | next.last : next.last,
                    all.nullable && next.nullable);
        }
        return all;
    }

    private void link(long from, long to) {
        for (int i = 0; i < follow.length; i++) {
            follow[i] |= (from >>> i & 1) != 0 ? to : 0;
            precede[i] |= (to >>> i & 1) != 0 ? from : 0;
        }
    }

    int size() {
        return tokens.size();
    }

    Token token(int index) {
        return tokens.get(index);
    }

    long first() {
        return whole.first;
    }

    long last() {
        return whole.last;
    }

    boolean isNullable() {
        return whole.nullable;
    }

    long follow(int token) {
        return follow[token];
    }

    /** Whether a match in text is a match over AS numbers: each stands alone between edges. */
    boolean readsWholeAsns() {
        for (int i = 0; i < tokens.size(); i++) {
            TokenKind kind = tokens.get(i).kind();
            boolean exact = kind.isEdge()
                    || kind.isAsn() && standsAlone(i)
                    || kind == TokenKind.ANY
                    // Two gaps side by side could share the digits of one AS number.
                    || kind == TokenKind.SOME && !anyGap(follow[i]);
            if (!exact) {
                return false;
            }
        }
        return true;
    }

    private boolean anyGap(long mask) {
        for (int i = 0; i < tokens.size(); i++) {
            if ((mask >>> i & 1) != 0 && tokens.get(i).kind().isGap()) {
                return true;
            }
        }
        return false;
    }

    private boolean standsAlone(int token) {
        long bit = 1L << token;
        return ((whole.first | whole.last) & bit) == 0 && onlyEdges(follow[token]) && onlyEdges(precede[token]);
    }

    private boolean onlyEdges(long mask) {
        for (int i = 0; i < tokens.size(); i++) {
            if ((mask >>> i & 1) != 0 && !tokens.get(i).kind().isEdge()) {
                return false;
            }
        }
        return true;
    }

    /** AS numbers that the pattern names, in 32 bits each. */
    Set<Integer> asns() {
        Set<Integer> asns = new TreeSet<>();
        tokens.forEach(token -> asns.addAll(token.asns()));
        return asns;
    }

    /** AS numbers, in 32 bits each, that occur in every path that matches. */
    int[] required() {
        return required(root).stream().mapToInt(Integer::intValue).toArray();
    }

    private Set<Integer> required(Node node) {
        if (node instanceof Node.Leaf leaf) {
            Set<Integer> asns = tokens.get(leaf.token()).asns();
            return asns.size() == 1 && standsAlone(leaf.token()) ? asns : Set.of();
        }
        if (node instanceof Node.Repeat repeat) {
            return repeat.optional() ? Set.of() : required(repeat.node());
        }
        if (node instanceof Node.Choice choice) {
            Set<Integer> common = new TreeSet<>(required(choice.branches().get(0)));
            choice.branches().forEach(branch -> common.retainAll(required(branch)));
            return common;
        }
        Set<Integer> all = new TreeSet<>();
        ((Node.Sequence) node).parts().forEach(part -> all.addAll(required(part)));
        return all;
    }
}

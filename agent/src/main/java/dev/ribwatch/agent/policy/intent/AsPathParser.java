package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.agent.policy.intent.AsnAutomaton.Node;
import dev.ribwatch.agent.policy.intent.AsnAutomaton.Token;
import dev.ribwatch.agent.policy.intent.AsnAutomaton.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a regular expression over the text of a path as tokens over its AS numbers. What has no such reading becomes a
 * token of kind {@link TokenKind#OTHER}; syntax beyond groups, alternatives and {@code * + ?} is given up on.
 */
final class AsPathParser {
    private static final String QUANTIFIERS = "*+?";
    private static final int DEEPEST = 50;

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private AsPathParser(String source) {
        this.source = source;
    }

    /** The automaton of a pattern, or null if it uses syntax or a size that is not read. */
    static @Nullable AsnAutomaton parse(String source) {
        if (source.indexOf('\\') >= 0 || source.indexOf('{') >= 0 || source.indexOf('}') >= 0) {
            return null;
        }
        AsPathParser parser = new AsPathParser(source);
        Node root = parser.choice();
        return root == null || parser.at < source.length() || parser.tokens.size() > AsnAutomaton.MAX_TOKENS
                ? null
                : new AsnAutomaton(parser.tokens, root);
    }

    private @Nullable Node choice() {
        int firstToken = tokens.size();
        List<Node> branches = new ArrayList<>();
        do {
            Node branch = sequence();
            if (branch == null) {
                return null;
            }
            branches.add(branch);
        } while (accept('|'));
        return branches.size() == 1 ? branches.get(0) : merged(branches, firstToken);
    }

    /** Alternatives that are an AS number each are one token. */
    private Node merged(List<Node> branches, int firstToken) {
        Set<Integer> asns = new TreeSet<>();
        for (Node branch : branches) {
            if (!(branch instanceof Node.Leaf leaf) || tokens.get(leaf.token()).kind() != TokenKind.ASN) {
                return new Node.Choice(branches);
            }
            asns.addAll(tokens.get(leaf.token()).asns());
        }
        tokens.subList(firstToken, tokens.size()).clear();
        return leaf(new Token(TokenKind.ASN, asns));
    }

    private @Nullable Node sequence() {
        List<Node> parts = new ArrayList<>();
        while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
            Node part = atom();
            if (part == null) {
                return null;
            }
            part = quantified(part);
            if (part == null) {
                return null;
            }
            parts.add(part);
        }
        return parts.size() == 1 ? parts.get(0) : new Node.Sequence(parts);
    }

    private @Nullable Node quantified(Node part) {
        if (at >= source.length() || QUANTIFIERS.indexOf(source.charAt(at)) < 0) {
            return part;
        }
        char quantifier = source.charAt(at++);
        if (at < source.length() && QUANTIFIERS.indexOf(source.charAt(at)) >= 0) {
            return null; // lazy or possessive
        }
        if (part instanceof Node.Leaf leaf) {
            TokenKind widened = widened(tokens.get(leaf.token()).kind(), quantifier);
            if (widened != null) {
                tokens.set(leaf.token(), new Token(widened, Set.of()));
                return part;
            }
        }
        return new Node.Repeat(part, quantifier != '+', quantifier != '?');
    }

    /** What a quantifier makes of one character; null if it repeats the token as a whole. */
    private static @Nullable TokenKind widened(TokenKind kind, char quantifier) {
        return switch (kind) {
            case CHARACTER -> quantifier == '*' ? TokenKind.ANY : quantifier == '+' ? TokenKind.SOME : TokenKind.OTHER;
            case DIGIT -> quantifier == '+' ? TokenKind.ANY_ASN : TokenKind.OTHER;
            case ASN -> TokenKind.OTHER; // it repeats the last digit alone
            default -> null;
        };
    }

    private @Nullable Node atom() {
        char c = source.charAt(at);
        if (c >= '0' && c <= '9') {
            return leaf(number());
        }
        at++;
        return switch (c) {
            case '^' -> leaf(new Token(TokenKind.START, Set.of()));
            case '$' -> leaf(new Token(TokenKind.END, Set.of()));
            case '_' -> leaf(new Token(TokenKind.BOUNDARY, Set.of()));
            case ' ' -> leaf(new Token(TokenKind.SPACE, Set.of()));
            case '.' -> leaf(new Token(TokenKind.CHARACTER, Set.of()));
            case '[' -> bracket();
            case '(' -> group();
            case '*', '+', '?', ']' -> null;
            default -> leaf(new Token(TokenKind.OTHER, Set.of()));
        };
    }

    private @Nullable Node group() {
        if (accept('?') && !accept(':') || ++depth > DEEPEST) {
            return null;
        }
        Node inside = choice();
        depth--;
        if (inside == null || !accept(')')) {
            return null;
        }
        // A quantifier after the group repeats all of it, also where only one token is inside.
        return inside instanceof Node.Leaf ? new Node.Sequence(List.of(inside)) : inside;
    }

    private @Nullable Node bracket() {
        int end = source.indexOf(']', at + 1);
        if (end < 0) {
            return null;
        }
        boolean digit = source.substring(at, end).equals("0-9");
        at = end + 1;
        return leaf(new Token(digit ? TokenKind.DIGIT : TokenKind.OTHER, Set.of()));
    }

    private Token number() {
        int start = at;
        while (at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9') {
            at++;
        }
        String digits = source.substring(start, at);
        boolean canonical = digits.length() == 1 || digits.length() <= 10 && digits.charAt(0) != '0';
        if (!canonical || Long.parseLong(digits) > 0xffff_ffffL) {
            return new Token(TokenKind.OTHER, Set.of());
        }
        return new Token(TokenKind.ASN, Set.of((int) Long.parseLong(digits)));
    }

    private Node leaf(Token token) {
        tokens.add(token);
        return new Node.Leaf(tokens.size() - 1);
    }

    private boolean accept(char wanted) {
        if (at < source.length() && source.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }
}

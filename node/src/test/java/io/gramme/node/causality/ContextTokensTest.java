package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContextTokensTest {
    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] OLD = {1, 2, 3};
    private static final byte[] NEW = {4, 5, 6};
    private final Key key = Key.of("cart", "alice");
    private final ContextTokens tokens = new ContextTokens(List.of(OLD));
    private final CausalContext context = CausalContext.of(
            VersionVector.EMPTY.with(Actor.of(2, 0, 5), 9), List.of(new Dot(Actor.of(2, 0, 5), 12)), 77);

    @Test
    void aTokenIsTheContextForItsKey() {
        assertThat(tokens.decode(key, tokens.encode(key, context))).isEqualTo(new TokenOutcome.Valid(context));
        String empty = tokens.encode(key, CausalContext.EMPTY);
        assertThat(tokens.decode(key, empty)).isEqualTo(new TokenOutcome.Valid(CausalContext.EMPTY));
    }

    @Test
    void aTokenOfAnotherKeyIsRefused() {
        String token = tokens.encode(key, context);
        assertThat(tokens.decode(Key.of("cart", "bob"), token)).isEqualTo(new TokenOutcome.OtherKey());
        assertThat(tokens.decode(Key.of("car", "talice"), token)).isEqualTo(new TokenOutcome.OtherKey());
    }

    @Test
    void everyChangedBitIsRefused() {
        byte[] bytes = Base64.getUrlDecoder().decode(tokens.encode(key, context));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] forged = bytes.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(tokens.decode(key, token)).isNotInstanceOf(TokenOutcome.Valid.class);
        }
    }

    /** Also where the last character's spare bits differ, which decodes to the same bytes. */
    @Test
    void everyOtherCharacterIsRefused() {
        for (int actors = 0; actors < 3; actors++) {
            VersionVector vector = VersionVector.EMPTY;
            for (int actor = 0; actor < actors; actor++) {
                vector = vector.with(Actor.of(actor, 0, 5), 9);
            }
            String token = tokens.encode(key, CausalContext.of(vector, List.of(), 77));
            for (int at = 0; at < token.length(); at++) {
                for (char other : BASE64URL.toCharArray()) {
                    String changed = token.substring(0, at) + other + token.substring(at + 1);
                    assertThat(tokens.decode(key, changed) instanceof TokenOutcome.Valid)
                            .as("%s instead of %s", changed, token)
                            .isEqualTo(changed.equals(token));
                }
            }
            for (String more : List.of("=", "==", "A", "\n")) {
                assertThat(tokens.decode(key, token + more)).isNotInstanceOf(TokenOutcome.Valid.class);
            }
        }
    }

    @Test
    void aTokenOfAnotherSecretIsForged() {
        String token = new ContextTokens(List.of(NEW)).encode(key, context);
        assertThat(tokens.decode(key, token)).isEqualTo(new TokenOutcome.Forged());
    }

    @Test
    void duringARotationBothSecretsAreValidAndTheNewestMakesTokens() {
        ContextTokens rotating = new ContextTokens(List.of(NEW, OLD));
        assertThat(rotating.decode(key, tokens.encode(key, context))).isEqualTo(new TokenOutcome.Valid(context));
        ContextTokens rotated = new ContextTokens(List.of(NEW));
        assertThat(rotated.decode(key, rotating.encode(key, context))).isEqualTo(new TokenOutcome.Valid(context));
        assertThat(rotated.decode(key, tokens.encode(key, context))).isEqualTo(new TokenOutcome.Forged());
    }

    @Test
    void whatIsNoTokenSaysWhy() {
        assertThat(tokens.decode(key, "%%%")).isEqualTo(new TokenOutcome.Malformed("not base64url"));
        assertThat(tokens.decode(key, "")).isEqualTo(new TokenOutcome.Malformed("only 0 bytes"));
        String version =
                Base64.getUrlEncoder().encodeToString(new byte[] {7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        assertThat(tokens.decode(key, version)).isEqualTo(new TokenOutcome.Malformed("version 7, known: 1"));
        assertThat(tokens.decode(key, "A".repeat(5000))).isInstanceOf(TokenOutcome.Malformed.class);
    }

    /** A context too large for a token covers less, never more. */
    @Test
    void anOversizedContextIsCutToFourKibibytes() {
        Random random = new Random(3);
        VersionVector vector = VersionVector.EMPTY;
        List<Dot> dots = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            long actor = Actor.of(random.nextInt(4096), 0, random.nextInt(1 << 30));
            vector = vector.with(actor, 1 + random.nextInt(1 << 20));
            dots.add(new Dot(actor, (1 << 21) + i));
        }
        CausalContext large = CausalContext.of(vector, dots, 5);
        String token = tokens.encode(key, large);
        assertThat(token).hasSizeBetween(3_000, ContextTokens.MAX_CHARACTERS);
        CausalContext fitted = ((TokenOutcome.Valid) tokens.decode(key, token)).context();
        assertThat(large.covers(fitted)).isTrue();
        assertThat(fitted.vector().size()).isGreaterThan(200);
    }
}

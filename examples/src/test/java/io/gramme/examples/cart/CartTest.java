package io.gramme.examples.cart;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.Codec;
import io.gramme.client.Resolver;
import io.gramme.client.ResolverLaws;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CartTest {
    private static final Cart BOOK = Cart.empty().add("l1", new Cart.Line("book", 1));
    private static final Cart BOOK_AND_PEN = BOOK.add("l2", new Cart.Line("pen", 2));

    @Test
    void mergingKeepsTheLawsOfAResolver() {
        ResolverLaws.check(
                Resolver.merging(Cart::merge),
                List.of(
                        Cart.empty(),
                        BOOK,
                        BOOK_AND_PEN,
                        BOOK_AND_PEN.remove("book"),
                        BOOK.add("l3", new Cart.Line("book", 1))));
    }

    @Test
    void anAddWinsOverARemoveThatDidNotSeeIt() {
        Cart another = BOOK.add("l3", new Cart.Line("book", 1));
        assertThat(BOOK.remove("book").merge(another).articles()).isEqualTo(Map.of("book", 1));
    }

    @Test
    void whatWasRemovedDoesNotComeBack() {
        assertThat(BOOK_AND_PEN.remove("book").merge(BOOK).articles()).isEqualTo(Map.of("pen", 2));
    }

    @Test
    void addingALineTwiceIsAddingItOnce() {
        assertThat(BOOK.add("l1", new Cart.Line("book", 1))).isEqualTo(BOOK);
    }

    @Test
    void survivesTheWayThroughJson() {
        Codec<Cart> json = Codec.json(Cart.class);
        Cart cart = BOOK_AND_PEN.remove("book");
        assertThat(json.decode(json.encode(cart), json.contentType())).isEqualTo(cart);
    }
}

import Exporters
import Testing

@Suite("Base64")
struct Base64Tests {
  @Test(
    "is that of RFC 4648's examples",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func examples(text: String, coded: String) {
    #expect(Base64.text(of: Array(text.utf8)) == coded)
  }
}

import Testing

@testable import Agent

@Suite("Names by which the agent is asked")
struct HostNamesTests {
  private func names(listen: String = "127.0.0.1:9944") throws -> HostNames? {
    var configuration = Configuration()
    let address: ListenAddress = try #require(ListenAddress(listen))
    configuration.listen = address
    configuration.http.hosts = ["Metrics.example.org"]
    return HostNames(configuration, hostname: "node17.cluster.example")
  }

  @Test(
    "addresses, names of one word, the node's own and those of its configuration pass",
    arguments: [
      "127.0.0.1", "127.0.0.1:9944", "10.0.0.7", "[::1]", "[::1]:9944", "localhost",
      "localhost:9944", "LOCALHOST.", "probe.localhost:80", "node", "x", "",
      "node17.cluster.example", "Node17.Cluster.Example:9944", "metrics.example.org",
      "METRICS.EXAMPLE.ORG.:443", "localhost.localdomain:9944", "localhost4.localdomain4",
      "localhost6.localdomain6.:9944",
    ])
  func allowed(host: String) throws {
    let hosts = try #require(try names())
    #expect(hosts.allow(host))
  }

  @Test(
    "any other name that somebody may own does not",
    arguments: [
      "evil.example", "evil.example:9944", "127.0.0.1.evil.example", "10.evil.example",
      "localhost.evil.example", "evillocalhost.example", "node17.evil.example",
      "x.metrics.example.org", "evil.example.", "localhost.localdomain.example", "evil.localdomain",
    ])
  func refused(host: String) throws {
    let hosts = try #require(try names())
    #expect(!hosts.allow(host))
  }

  @Test(
    "where others reach the agent every name does",
    arguments: [
      "0.0.0.0:9944", ":9944", "10.0.0.7:9944", "[2001:db8::1]:9944", "[::ffff:10.0.0.7]:9944",
      "[::127.0.0.1]:9944",
      "[2001:db8::ffff:127.0.0.1]:9944",
    ])
  func elsewhere(listen: String) throws {
    #expect(try names(listen: listen) == nil)
  }

  @Test(
    "an address of this node alone is one however it is written",
    arguments: [
      "[::1]:9944", "[0:0:0:0:0:0:0:1]:9944", "[::ffff:127.0.0.1]:9944", "[::FFFF:7f00:1]:0",
      "127.255.3.4:9944", "localhost:9944",
    ])
  func loopback(listen: String) throws {
    #expect(try names(listen: listen) != nil)
  }

  @Test(
    "a name in the configuration is what it means, without capitals and the last dot",
    arguments: [
      ("metrics.example.org", "metrics.example.org"),
      ("Metrics.Example.ORG.", "metrics.example.org"),
      ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"), ("my_node", "my_node"),
      ("10.0.0.7", "10.0.0.7"),
    ])
  func configured(text: String, name: String) {
    #expect(HostNames.name(configured: text) == name)
  }

  @Test(
    "what nobody asks by is no name",
    arguments: [
      "", ".", "metrics.example.org:9944", "https://metrics.example.org", "*.example.org",
      " metrics.example.org", "metrics example", "metrics..org", ".example.org", "münchen.example",
      "a.example..", String(repeating: "a", count: 64) + ".example",
      String(repeating: "a.", count: 127) + "a",
    ])
  func unusable(text: String) {
    #expect(HostNames.name(configured: text) == nil)
  }
}

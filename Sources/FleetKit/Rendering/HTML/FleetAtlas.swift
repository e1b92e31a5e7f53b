/// The fleet as a map shows it: sites with blocks of cells.
struct FleetAtlas {
  /// A node, or a rack where there are too many nodes.
  struct Cell {
    let name: String
    let status: NodeStatus
  }
  /// A rack, or a part of a site whose nodes name none.
  struct Block {
    /// What stands below it; nil for nothing.
    let name: String?
    /// What it is, for who cannot see it.
    let title: String
    let cells: [Cell]
  }
  /// A site.
  struct Site {
    let name: String?
    /// How many nodes, and how they are.
    let words: String
    let blocks: [Block]
    /// How many cells stand side by side.
    let columns: Int
  }

  /// What a cell is.
  let unit: String
  /// Sites with the most nodes first.
  let sites: [Site]
  /// Cells by status.
  let counts: [Int]

  init(_ report: FleetReport, cellLimit: Int) {
    let places = report.statistics.places
    var nodes: [Int32: [Int]] = [:]
    for (index, place) in places.places.enumerated() {
      nodes[place.rack, default: []].append(index)
    }
    var racks: [String?: [Int32]] = [:]
    for (number, rack) in places.racks.enumerated() {
      racks[rack.site, default: []].append(Int32(number))
    }
    let isByRack = places.places.count > cellLimit
    unit = isByRack ? "rack" : "node"
    var counts = NodeStatus.allCases.map { _ in 0 }
    let sites = racks.map { name, numbers in
      let numbers = numbers.sorted {
        NaturalOrder.precedes(places.racks[Int($0)].name ?? "", places.racks[Int($1)].name ?? "")
      }
      let blocks =
        isByRack
        ? [Self.block(ofRacks: numbers, nodes, report)]
        : Self.blocks(numbers, nodes, report)
      for block in blocks {
        for cell in block.cells { counts[Int(cell.status.rawValue)] += 1 }
      }
      let members = numbers.flatMap { nodes[$0] ?? [] }
      return (
        members.count,
        Site(
          name: name, words: Self.words(members.map { report.statuses[$0] }, "node"),
          blocks: blocks,
          columns: isByRack ? 40 : Self.columns(blocks))
      )
    }
    self.sites = sites.sorted { ($1.0, $0.1.name ?? "~") < ($0.0, $1.1.name ?? "~") }.map(\.1)
    self.counts = counts
  }

  /// About as high as wide, and the same for all blocks of a site.
  private static func columns(_ blocks: [Block]) -> Int {
    let largest = blocks.map(\.cells.count).max() ?? 1
    var columns = 4
    while columns < 10, columns * columns < 2 * largest { columns += 1 }
    return columns
  }

  /// A block for each rack; where racks hold few nodes, all of them in blocks of a hundred, rack by rack.
  private static func blocks(
    _ racks: [Int32], _ nodes: [Int32: [Int]], _ report: FleetReport
  ) -> [Block] {
    let places = report.statistics.places
    let members = racks.map { rack in
      (nodes[rack] ?? []).map { Cell(name: places.names[$0], status: report.statuses[$0]) }
        .sorted { NaturalOrder.precedes($0.name, $1.name) }
    }
    let count = members.reduce(0) { $0 + $1.count }
    guard count >= 6 * racks.count, racks.count > 1 || places.racks[Int(racks[0])].name != nil
    else { return blocks(nil, members.flatMap(\.self), of: 100) }
    return zip(racks, members).flatMap {
      let name = places.racks[Int($0)].name
      return blocks(name, $1, of: name == nil ? 100 : 400)
    }
  }

  private static func blocks(_ rack: String?, _ cells: [Cell], of size: Int) -> [Block] {
    stride(from: 0, to: cells.count, by: size).map { start in
      let part = Array(cells[start..<min(start + size, cells.count)])
      return Block(
        name: rack, title: words(part.map(\.status), "node"),
        cells: part)
    }
  }

  private static func block(
    ofRacks racks: [Int32], _ nodes: [Int32: [Int]], _ report: FleetReport
  ) -> Block {
    let cells = racks.map { rack in
      let statuses = (nodes[rack] ?? []).map { report.statuses[$0] }
      return Cell(
        name: report.statistics.places.racks[Int(rack)].name ?? "(no rack)",
        status: statuses.max() ?? .good)
    }
    return Block(name: nil, title: words(cells.map(\.status), "rack"), cells: cells)
  }

  /// "40 nodes, 1 critical".
  private static func words(_ statuses: [NodeStatus], _ unit: String) -> String {
    let found = NodeStatus.allCases.reversed().filter { $0 != .good }.compactMap { status in
      let count = statuses.count { $0 == status }
      return count > 0 ? "\(Figure.whole(count)) \(status.word)" : nil
    }
    let all = "\(Figure.whole(statuses.count)) \(unit)\(statuses.count == 1 ? "" : "s")"
    return ([all] + found).joined(separator: ", ")
  }
}

extension FleetAtlas.Block {
  /// Cells side by side that look the same; only good ones are more than one.
  struct Run {
    let status: NodeStatus
    let start: Int
    var count = 1
  }

  /// From the upper left, row by row.
  func runs(of columns: Int) -> [Run] {
    var runs: [Run] = []
    for (place, cell) in cells.enumerated() {
      if cell.status == .good, place % columns != 0, let last = runs.last, last.status == .good {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(status: cell.status, start: place))
      }
    }
    return runs
  }
}

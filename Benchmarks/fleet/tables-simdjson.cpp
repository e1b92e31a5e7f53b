// The tables of a fleet by simdjson's On-Demand interface, from reports in JSON Lines: as fast as a day's work in C++
// makes it. Numbers, strings and the grammar of what is read are validated by simdjson; what is skipped is not.
//
// usage: tables-simdjson REPORTS.ndjson         prints one JSON document
// build: g++ -O3 -march=native -std=c++17 tables-simdjson.cpp -lsimdjson -o tables-simdjson   (Debian: libsimdjson-dev)

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

using namespace simdjson;
using wide = unsigned __int128;

// Seconds since 1970 of "2026-03-02T14:00:00Z".
static int64_t seconds(std::string_view text) {
  auto digits = [&](size_t from, size_t count) {
    int64_t value = 0;
    for (size_t i = from; i < from + count; i++) value = 10 * value + (text.at(i) - '0');
    return value;
  };
  int64_t year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
  year -= month <= 2;
  int64_t era = year / 400, of_era = year - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
  return days * 86400 + digits(11, 2) * 3600 + digits(14, 2) * 60 + digits(17, 2);
}

struct Row {
  uint32_t node = 0, owner = 0;
  int64_t hour = 0;
  int64_t revision = -1;
  std::array<uint64_t, 12> slots{};
};

struct Factor {
  int64_t end = -1;
  uint64_t pue = 0, grid = 0;
};

struct Result {
  int64_t ended = -1;
  bool is_verified = false;
  std::vector<double> samples;
};

struct Node {
  int64_t end = -1;
  std::string site, model;
  std::map<int64_t, Factor> factors;
  std::unordered_map<uint32_t, std::pair<int64_t, std::string>> teams;
  std::unordered_map<uint32_t, Result> results;
};

// Strings by number.
struct Names {
  std::unordered_map<std::string, uint32_t> numbers;
  std::vector<const std::string *> names;
  uint32_t number(std::string_view text) {
    auto [place, is_new] = numbers.try_emplace(std::string(text), uint32_t(names.size()));
    if (is_new) names.push_back(&place->first);
    return place->second;
  }
};

struct Fleet {
  std::vector<Node> nodes;
  Names ids, owners, benchmarks;
  std::unordered_map<std::string, Row> rows;
  std::string key, model;

  void read_row(ondemand::object row, uint32_t node) {
    Row read;
    read.node = node;
    std::string_view owner, component, epoch, hour;
    for (auto field : row) {
      std::string_view name = field.unescaped_key();
      if (name == "owner") owner = field.value().get_string();
      else if (name == "component") component = field.value().get_string();
      else if (name == "epoch") epoch = field.value().get_string();
      else if (name == "hour") hour = field.value().get_string();
      else if (name == "revision") read.revision = field.value().get_int64();
      else if (name == "full_uj") {
        size_t slot = 0;
        for (auto value : field.value().get_array()) {
          ondemand::value one = value.value();
          uint64_t energy = one.is_null() ? 0 : uint64_t(one.get_uint64());
          if (slot < 12) read.slots[slot] = energy;
          slot++;
        }
      }
    }
    key.assign(reinterpret_cast<const char *>(&node), sizeof node);
    key.append(epoch).append(hour).append(component).append(owner);
    read.hour = seconds(hour);
    read.owner = owners.number(owner);
    Row &kept = rows[key];
    if (read.revision > kept.revision) kept = read;
  }

  void read_factors(ondemand::object factors, Node &node, int64_t end) {
    int64_t since = 0;
    Factor read;
    read.end = end;
    for (auto field : factors) {
      std::string_view name = field.unescaped_key();
      if (name == "since") since = seconds(field.value().get_string());
      else if (name == "factors") {
        for (auto factor : field.value().get_array()) {
          ondemand::object note = factor.get_object();
          std::string_view kind = note["name"].get_string();
          uint64_t value = uint64_t(std::llround(double(note["value"].get_double()) * 1e6));
          if (kind == "pue") read.pue = value;
          else if (kind == "intensity") read.grid = value;
        }
      }
    }
    Factor &kept = node.factors[since];
    if (read.end > kept.end) kept = read;
  }

  void read_job(ondemand::object job, Node &node, int64_t end) {
    uint32_t owner = 0;
    for (auto field : job) {
      std::string_view name = field.unescaped_key();
      if (name == "job_id") owner = owners.number(field.value().get_string());
      else if (name == "tags") {
        std::string_view team = field.value().get_object()["team"].get_string();
        auto &kept = node.teams.try_emplace(owner, -1, "").first->second;
        if (end > kept.first) kept = {end, std::string(team)};
      }
    }
  }

  void read_result(ondemand::object result, Node &node) {
    std::string name;
    std::map<std::string, std::string> parameters;
    Result read;
    for (auto field : result) {
      std::string_view member = field.unescaped_key();
      if (member == "suite" || member == "case") {
        name.append(std::string_view(field.value().get_string())).push_back(' ');
      } else if (member == "parameters") {
        for (auto parameter : field.value().get_object()) {
          std::string_view text = parameter.unescaped_key();
          std::string_view value = parameter.value().raw_json_token();
          while (!value.empty() && (value.back() == ' ' || value.back() == '"')) value.remove_suffix(1);
          if (!value.empty() && value.front() == '"') value.remove_prefix(1);
          parameters.emplace(text, value);
        }
      } else if (member == "ended") {
        read.ended = seconds(field.value().get_string());
      } else if (member == "verified") {
        read.is_verified = field.value().get_bool();
      } else if (member == "samples") {
        read.samples.reserve(32);
        for (auto sample : field.value().get_array()) read.samples.push_back(sample.get_double());
      }
    }
    const char *comma = "";
    for (auto &[text, value] : parameters) {
      name.append(comma).append(text).append("=").append(value);
      comma = ",";
    }
    Result &kept = node.results[benchmarks.number(name)];
    if (read.ended > kept.ended) kept = std::move(read);
  }

  void read_report(ondemand::object report) {
    uint32_t number = 0;
    int64_t end = 0;
    bool is_newest = false;
    for (auto field : report) {
      std::string_view name = field.unescaped_key();
      if (name == "node_id") {
        number = ids.number(field.value().get_string());
        if (number == nodes.size()) nodes.emplace_back();
      } else if (name == "end") {
        end = seconds(field.value().get_string());
        is_newest = end > nodes[number].end;
        if (is_newest) nodes[number].end = end;
      } else if (name == "node" && is_newest) {
        model.clear();
        for (auto one : field.value().get_object()) {
          std::string_view text = one.unescaped_key();
          if (text == "vendor" || text == "product") {
            if (!model.empty()) model.push_back(' ');
            model.append(std::string_view(one.value().get_string()));
          }
        }
      } else if (name == "site" && is_newest) {
        nodes[number].site = std::string(std::string_view(field.value().get_object()["name"].get_string()));
      } else if (name == "hardware" && is_newest) {
        ondemand::object hardware = field.value().get_object();
        std::string_view processor = hardware["cpu"].get_string();
        int64_t packages = hardware["packages"].get_int64();
        int64_t cores = hardware["cores"].get_int64();
        model.append(", ");
        if (packages > 1) model.append(std::to_string(packages)).append(" × ");
        model.append(processor).append(", ").append(std::to_string(cores)).append(" cores");
        for (auto one : hardware["accelerators"].get_array()) {
          ondemand::object accelerator = one.get_object();
          std::string_view text = accelerator["model"].get_string();
          int64_t count = accelerator["count"].get_int64();
          model.append(", ").append(std::to_string(count)).append(" × ").append(text);
        }
        nodes[number].model = model;
      } else if (name == "factors") {
        for (auto one : field.value().get_array()) read_factors(one.get_object(), nodes[number], end);
      } else if (name == "rows") {
        for (auto one : field.value().get_array()) read_row(one.get_object(), number);
      } else if (name == "jobs") {
        for (auto one : field.value().get_array()) read_job(one.get_object(), nodes[number], end);
      } else if (name == "benchmarks") {
        for (auto document : field.value().get_array())
          for (auto one : document.get_object()["results"].get_array()) read_result(one.get_object(), nodes[number]);
      }
    }
  }

  void print() {
    std::map<std::string, wide> sites;
    std::map<std::string, wide> teams;
    for (auto &[_, row] : rows) {
      Node &node = nodes[row.node];
      wide &energy = sites[node.site];
      auto team = node.teams.find(row.owner);
      wide &carbon = teams[team == node.teams.end() ? "" : team->second.second];
      for (int slot = 0; slot < 12; slot++) {
        energy += row.slots[slot];
        auto factor = node.factors.upper_bound(row.hour + 300 * slot);
        if (factor != node.factors.begin()) --factor;
        else if (node.factors.empty()) continue;
        carbon += wide(row.slots[slot]) * factor->second.pue * factor->second.grid;
      }
    }
    const char *comma = "";
    std::printf("{\"site_energy_uj\":{");
    for (auto &[site, energy] : sites) {
      std::printf("%s\"%s\":\"%llu\"", comma, site.c_str(), (unsigned long long)energy);
      comma = ",";
    }
    comma = "";
    std::printf("},\"team_carbon_grams\":{");
    for (auto &[team, parts] : teams) {
      std::printf("%s\"%s\":%.17Lg", comma, team.c_str(), (long double)parts / 3.6e24L);
      comma = ",";
    }
    std::map<std::string, std::vector<double>> samples;
    for (Node &node : nodes)
      for (auto &[benchmark, result] : node.results) {
        if (!result.is_verified) continue;
        auto &all = samples[node.model + ": " + *benchmarks.names[benchmark]];
        all.insert(all.end(), result.samples.begin(), result.samples.end());
      }
    comma = "";
    std::printf("},\"percentiles\":{");
    for (auto &[name, all] : samples) {
      std::printf("%s\"%s\":[%zu", comma, name.c_str(), all.size());
      for (size_t share : {5, 50, 95}) {
        size_t place = std::max<size_t>(1, (share * all.size() + 99) / 100) - 1;
        std::nth_element(all.begin(), all.begin() + place, all.end());
        std::printf(",%.17g", all[place]);
      }
      std::printf("]");
      comma = ",";
    }
    std::printf("}}\n");
  }
};

int main(int count, char **arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: tables-simdjson REPORTS.ndjson\n");
    return 2;
  }
  try {
    padded_string text = padded_string::load(arguments[1]);
    ondemand::parser parser;
    ondemand::document_stream documents = parser.iterate_many(text, 4 << 20);
    Fleet fleet;
    std::unordered_set<size_t> seen;
    for (auto document = documents.begin(); document != documents.end(); ++document) {
      // The same bytes once more say nothing new.
      if (!seen.insert(std::hash<std::string_view>()(document.source())).second) continue;
      ondemand::document_reference report = *document;
      fleet.read_report(report.get_object());
    }
    fleet.print();
  } catch (const simdjson_error &error) {
    std::fprintf(stderr, "tables-simdjson: %s\n", error.what());
    return 1;
  }
}

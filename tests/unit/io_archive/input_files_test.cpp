#include "chordae/io/archive/input_files.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <span>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A tree with an awkward order, an empty file and one larger than a read.
class InputFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    make_folder(scratch_ / "in/Doe^Jane/b");
    write_file(scratch_ / "in/Doe^Jane/b/1.dcm", std::string_view("first"));
    write_file(scratch_ / "in/Doe^Jane/a10", std::string_view("tenth"));
    write_file(scratch_ / "in/Doe^Jane/a2", std::string(3'000'000, 'x'));
    write_file(scratch_ / "in/empty", std::string_view(""));
    shell(
        "cd in && tar cf ../in.tar * && tar czf ../in.tar.gz * && zip -qr ../in.zip * && tar cJf "
        "../in.tar.xz *");
  }

  void shell(const std::string& command) {
    const auto result = test::run_command("cd " + scratch_.path().string() + " && " + command);
    ASSERT_EQ(result.status, 0) << result.err;
  }

  /// Contents of all files of an input, and how many were seen.
  std::multiset<std::string> contents(const fs::path& input, const ReadLimits& limits = {}) {
    std::multiset<std::string> out;
    where_.clear();
    for (const auto& file : list_input_files({input}, ledger_)) {
      for_each_entry(
          file, limits, [](std::int64_t, std::span<const std::byte>) { return true; },
          [&](FileEntry&& entry) {
            out.insert(text_of(entry.bytes));
            where_.push_back(entry.where);
          });
    }
    return out;
  }

  /// Unlike write_file, without waiting for the disk: the damage tests write thousands.
  void write_quickly(const std::string& name, std::span<const std::byte> bytes) {
    std::ofstream out(scratch_ / name, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }

  test::ScratchFolder scratch_;
  SkipLedger ledger_;
  std::vector<std::string> where_;
};

TEST_F(InputFiles, HoldTheSameHoweverPacked) {
  const auto plain = contents(scratch_ / "in");
  EXPECT_EQ(plain, (std::multiset<std::string>{"", "first", "tenth", std::string(3'000'000, 'x')}));
  for (const char* name : {"in.tar", "in.tar.gz", "in.zip", "in.tar.xz"}) {
    EXPECT_EQ(contents(scratch_ / name), plain) << name;
  }
  EXPECT_EQ(ledger_.size(), 0U);
}

TEST_F(InputFiles, ComeInAFixedOrderAndOnce) {
  const auto files =
      list_input_files({scratch_ / "in", scratch_ / "in/empty", scratch_ / "in"}, ledger_);
  ASSERT_EQ(files.size(), 4U);
  EXPECT_EQ(files[0].path.filename(), "a10");
  EXPECT_EQ(files[1].path.filename(), "a2");
  EXPECT_EQ(files[2].path.filename(), "1.dcm");
  EXPECT_EQ(files[3].path.filename(), "empty");
}

TEST_F(InputFiles, ShowNoNamesButTheUsersOwn) {
  for (const char* name : {"in", "in.zip"}) {
    contents(scratch_ / name);
    for (const auto& where : where_) {
      EXPECT_EQ(where.find("Doe"), std::string::npos) << where;
      EXPECT_NE(where.find((scratch_ / name).string()), std::string::npos) << where;
    }
  }
  EXPECT_TRUE(where_.front().ends_with("in.zip, entry 1")) << where_.front();
}

TEST_F(InputFiles, FindArchivesInsideFolders) {
  make_folder(scratch_ / "many");
  shell("cp in.zip many/one.ZIP && cp in.tar.gz many/two");
  EXPECT_EQ(contents(scratch_ / "many").size(), 8U);
}

TEST_F(InputFiles, FollowNoLoops) {
  shell(
      "ln -s .. in/Doe^Jane/up && ln -s nowhere in/broken && mkdir aside && echo -n far > aside/f "
      "&& ln -s ../aside in/side");
  EXPECT_EQ(contents(scratch_ / "in"),
            (std::multiset<std::string>{"", "far", "first", "tenth", std::string(3'000'000, 'x')}));
  ASSERT_EQ(ledger_.size(), 1U);
  EXPECT_NE(ledger_.skips()[0].reason.find("broken link"), std::string::npos);
}

TEST_F(InputFiles, ReadOnlyWhatIsWanted) {
  const auto files = list_input_files({scratch_ / "in.tar.gz"}, ledger_);
  std::vector<std::string> got;
  int seen = 0;
  for_each_entry(
      files[0], {},
      [&seen](std::int64_t, std::span<const std::byte> prefix) {
        ++seen;
        return !prefix.empty() && prefix[0] == std::byte{'t'};
      },
      [&](FileEntry&& entry) { got.push_back(text_of(entry.bytes)); });
  EXPECT_EQ(got, std::vector<std::string>{"tenth"});
  EXPECT_EQ(seen, 4);
}

TEST_F(InputFiles, WriteNothingForPathsThatClimb) {
  shell(
      "mkdir deep && cd deep && echo -n evil > ../evil && tar --absolute-names -czf "
      "../climb.tar.gz ../evil && rm ../evil");
  EXPECT_EQ(contents(scratch_ / "climb.tar.gz"), std::multiset<std::string>{"evil"});
  EXPECT_FALSE(fs::exists(scratch_ / "evil"));
}

TEST_F(InputFiles, StopAtTheirLimits) {
  ReadLimits small_entries, small_archive, few;
  small_entries.entry_bytes = 1 << 20;
  small_archive.archive_bytes = 2 << 20;
  few.archive_entries = 2;
  for (const auto& limits : {small_entries, small_archive, few}) {
    EXPECT_EQ(test::error_code_of([&] { contents(scratch_ / "in.tar.gz", limits); }),
              ErrorCode::kFormat);
  }
  EXPECT_EQ(test::error_code_of([&] { contents(scratch_ / "in", small_entries); }),
            ErrorCode::kFormat);
}

TEST_F(InputFiles, RefuseBombs) {
  shell("head -c 10000000 /dev/zero > zeros && tar czf bomb.tgz zeros && gzip < bomb.tgz > twice.gz");
  ReadLimits limits;
  EXPECT_EQ(contents(scratch_ / "bomb.tgz", limits).size(), 1U);
  limits.small_archive_bytes = 1 << 20;
  EXPECT_EQ(test::error_code_of([&] { contents(scratch_ / "bomb.tgz", limits); }),
            ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([&] { contents(scratch_ / "twice.gz"); }),
            ErrorCode::kUnsupported);
}

TEST_F(InputFiles, CountFoldersAsEntries) {
  shell("mkdir -p many/a/b/c/d/e && tar czf many.tgz many");
  ReadLimits limits;
  EXPECT_EQ(contents(scratch_ / "many.tgz", limits).size(), 0U);
  limits.archive_entries = 5;
  EXPECT_EQ(test::error_code_of([&] { contents(scratch_ / "many.tgz", limits); }),
            ErrorCode::kFormat);
}

TEST_F(InputFiles, LimitsHoldForEntriesThatNobodyWants) {
  ReadLimits limits;
  limits.archive_bytes = 2 << 20;
  const auto files = list_input_files({scratch_ / "in.zip"}, ledger_);
  EXPECT_EQ(test::error_code_of([&] {
              for_each_entry(
                  files[0], limits, [](std::int64_t, std::span<const std::byte>) { return false; },
                  [](FileEntry&&) { FAIL(); });
            }),
            ErrorCode::kFormat);
}

TEST_F(InputFiles, SayWhatIsMissingOrLocked) {
  EXPECT_EQ(test::error_code_of([&] { contents(scratch_ / "absent"); }), ErrorCode::kIo);
  shell("zip -q -P secret locked.zip in/Doe^Jane/a10");
  EXPECT_EQ(test::error_code_of([&] { contents(scratch_ / "locked.zip"); }),
            ErrorCode::kUnsupported);
}

TEST_F(InputFiles, SurviveTruncationAndDamage) {
  // Small archives cut everywhere and damaged at random: an error or what could be read, never a
  // crash.
  shell(
      "cd in/Doe^Jane && tar czf ../../s.tar.gz a10 b && zip -qr ../../s.zip a10 b && tar cf "
      "../../s.tar a10 b");
  for (const char* name : {"s.tar.gz", "s.zip", "s.tar"}) {
    const auto whole = read_file(scratch_ / name);
    int damaged = 0;
    for (std::size_t size = 1; size < whole.size(); size += size < 600 ? 1 : 97) {
      write_quickly("cut", std::span(whole).first(size));
      try {
        contents(scratch_ / "cut");
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::kFormat) << e.what();
        EXPECT_EQ(std::string(e.what()).find("a10"), std::string::npos) << e.what();
        ++damaged;
      }
    }
    EXPECT_GT(damaged, 10) << name;
    for (std::size_t at = 0; at < whole.size(); at += 7) {
      auto bytes = whole;
      bytes[at] ^= std::byte{0x55};
      write_quickly("cut", bytes);
      try {
        contents(scratch_ / "cut");
      } catch (const Error& e) {
        EXPECT_TRUE(e.code() == ErrorCode::kFormat || e.code() == ErrorCode::kUnsupported)
            << e.what();
      }
    }
  }
}

TEST_F(InputFiles, GiveTheEntriesBeforeTheDamage) {
  shell(
      "mkdir r && head -c 400000 /dev/urandom > r/a && head -c 400000 /dev/urandom > r/b && tar "
      "czf r.tar.gz r/a r/b");
  const auto whole = read_file(scratch_ / "r.tar.gz");
  write_file(scratch_ / "r.cut", std::span(whole).first(whole.size() * 3 / 4));
  std::int64_t taken = 0;
  const auto files = list_input_files({scratch_ / "r.cut"}, ledger_);
  const auto text = test::error_text_of([&] {
    for_each_entry(
        files[0], {}, [](std::int64_t, std::span<const std::byte>) { return true; },
        [&](FileEntry&& entry) { taken += static_cast<std::int64_t>(entry.bytes.size()); });
  });
  EXPECT_EQ(taken, 400000);
  EXPECT_NE(text.find("damaged or truncated"), std::string::npos) << text;
}

}  // namespace
}  // namespace chordae

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IWorkCalendar} from "./interfaces/IWorkCalendar.sol";
import {YearRecord} from "./types/Calendar.sol";

/// @title Working days are data.
contract WorkCalendar is IWorkCalendar, Governed {
    uint256 private constant ZONE = 8 hours; // Asia/Shanghai has no summer time
    uint16 private constant MAX_COUNT = 250;
    uint256 private constant MAX_SPAN = 1096;
    uint256 private constant LAST_DAY = 2_932_896; // 9999-12-31

    IConsortium private _consortium;
    mapping(uint16 year => YearRecord) private _years;
    mapping(uint16 year => uint32) private _revisions;

    /// @notice Begin with the years that are known. Called once, by the proxy's constructor.
    function initialize(IConsortium home, YearRecord[] memory known) external initializer {
        _consortium = home;
        for (uint256 i; i < known.length; ++i) {
            _load(known[i]);
        }
    }

    /// @inheritdoc IWorkCalendar
    function loadYear(YearRecord memory record) external {
        _onlyVote();
        _load(record);
    }

    /// @inheritdoc IWorkCalendar
    function addWorkingDays(uint64 time, uint16 count) external view returns (uint64) {
        if (count == 0 || count > MAX_COUNT) revert WorkCalendarDaysInvalid(count);
        (uint256 day,) = _walk(_dayOf(time), LAST_DAY, count);
        return uint64((day + 1) * 1 days - ZONE);
    }

    /// @inheritdoc IWorkCalendar
    function workingDaysBetween(uint64 from, uint64 to) external view returns (uint16) {
        (uint256 first, uint256 last) = (_dayOf(from), _dayOf(to));
        if (first > last || last - first > MAX_SPAN) revert WorkCalendarSpanInvalid(from, to);
        (, uint256 counted) = _walk(first, last, type(uint256).max);
        return uint16(counted);
    }

    /// @inheritdoc IWorkCalendar
    function revisionOf(uint16 year) external view returns (uint32) {
        return _revisions[year];
    }

    /// @inheritdoc IWorkCalendar
    function isWorkingDay(uint64 time) external view returns (bool) {
        uint256 day = _dayOf(time);
        (uint16 year, uint256 first) = _yearOf(day);
        return _works(_loaded(year), day - first);
    }

    /// @inheritdoc IWorkCalendar
    function yearOf(uint16 year) external view returns (YearRecord memory) {
        return _loaded(year);
    }

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    function _load(YearRecord memory record) private {
        uint16 year = record.year;
        bool range = year >= 1970 && year <= 9999;
        if (!range || record.high >> (_length(year) - 256) != 0 || (record.low | record.high) == 0) {
            revert WorkCalendarYearInvalid(year);
        }
        YearRecord memory previous = _years[year];
        uint32 revision = ++_revisions[year];
        _years[year] = record;
        if (previous.year == 0) {
            emit YearLoaded(year, record);
        } else if (keccak256(abi.encode(previous)) == keccak256(abi.encode(record))) {
            revert WorkCalendarYearUnchanged(year);
        } else {
            emit YearReplaced(year, record, previous, revision);
        }
    }

    /// @dev Goes on from the day after `day`, until `last` or until `count` working days were counted.
    function _walk(uint256 day, uint256 last, uint256 count) private view returns (uint256, uint256 counted) {
        (uint16 year, uint256 first) = _yearOf(day);
        uint256 length = _length(year);
        (uint256 bits, uint256 high) = _bits(year);
        uint256 n = day - first; // `bits` begins with this day; below the 256th `high` follows
        if (n < 256) bits >>= n;
        else bits = high >> (n - 256);
        while (counted != count && day != last) {
            ++day;
            bits >>= 1;
            if (++n == 256) bits = high;
            if (n == length) {
                length = _length(++year);
                (bits, high) = _bits(year);
                n = 0;
            }
            counted += bits & 1;
        }
        return (day, counted);
    }

    function _dayOf(uint64 time) private pure returns (uint256) {
        return (uint256(time) + ZONE) / 1 days;
    }

    function _loaded(uint16 year) private view returns (YearRecord storage record) {
        record = _years[year];
        if (record.year == 0) revert WorkCalendarYearNotLoaded(year);
    }

    function _bits(uint16 year) private view returns (uint256 low, uint256 high) {
        YearRecord storage record = _loaded(year);
        return (record.low, record.high);
    }

    function _works(YearRecord memory record, uint256 n) private pure returns (bool) {
        return (n < 256 ? record.low >> n : record.high >> (n - 256)) & 1 == 1;
    }

    /// @dev The year of a day counted from 1970-01-01, and that year's first day.
    function _yearOf(uint256 day) private pure returns (uint16 year, uint256 first) {
        if (day > LAST_DAY) revert WorkCalendarYearNotLoaded(type(uint16).max);
        year = uint16(1970 + (day * 400) / 146_100); // never too late a year, at most one too early
        first = _firstDay(year);
        while (day >= first + _length(year)) {
            first += _length(year);
            ++year;
        }
    }

    /// @dev Days from 1970-01-01 to January 1 of `year` (Gregorian).
    function _firstDay(uint256 year) private pure returns (uint256) {
        uint256 y = year - 1;
        return y * 365 + y / 4 - y / 100 + y / 400 - 719_162;
    }

    function _length(uint256 year) private pure returns (uint256) {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return leap ? 366 : 365;
    }
}

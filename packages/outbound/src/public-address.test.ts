import { expect, test } from 'vitest'
import { isPublicAddress, isSameAddress } from './public-address.ts'

test.each(['1.1.1.1', '93.184.215.14', '2606:4700:4700::1111', '2a00:1450:4001::8b', '::ffff:8.8.8.8'])(
  '%s is of the public Internet',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test.each([
  ['this host', ['0.0.0.0', '0.1.2.3', '::']],
  ['loopback', ['127.0.0.1', '127.255.0.9', '::1']],
  ['private networks', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd00:ec2::254']],
  [
    'link-local, where clouds answer about the machine',
    ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', '168.63.129.16'],
  ],
  ['the network of the carrier', ['100.64.0.1', '100.100.100.200']],
  ['multicast and broadcast', ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1']],
  [
    'reserved and documentation',
    ['192.0.0.192', '192.0.2.1', '198.18.0.1', '203.0.113.9', '240.0.0.1', '2001:db8::1', '4000::1'],
  ],
  [
    'IPv4 within IPv6',
    [
      '::ffff:127.0.0.1',
      '::ffff:a9fe:a9fe',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::7f00:1',
      '2002:7f00:1::',
      '2001:0:7f00:1::',
    ],
  ],
  ['site-local of old', ['fec0::1']],
  ['no address at all', ['', 'example.com', '1.2.3.4.5', '[::1]']],
])('%s is not', (_kind, addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([])
})

test('a mapped address and the address it holds are the same, others are not', () => {
  expect(isSameAddress('::ffff:1.2.3.4', '1.2.3.4')).toBe(true)
  expect(isSameAddress('2606:4700:0:0::1', '2606:4700::1')).toBe(true)
  expect(isSameAddress('1.2.3.4', '1.2.3.5')).toBe(false)
  expect(isSameAddress('', '')).toBe(false)
})

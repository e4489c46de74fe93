import { describe, expect, it } from 'vitest'
import { imageOfText, imageText } from './image.ts'

const gallery = { resourceGroupName: 'rg', galleryName: 'g', imageName: 'web', version: '1.2.3' }

describe('an image on Azure', () => {
  it.each([
    [
      'Canonical:UbuntuServer:18.04-LTS:latest',
      { marketplace: { publisher: 'Canonical', offer: 'UbuntuServer', sku: '18.04-LTS', version: 'latest' } },
    ],
    ['rg/my-image', { custom: { resourceGroupName: 'rg', name: 'my-image' } }],
    ['rg/g/web/1.2.3', { gallery }],
  ])('%s is one line, there and back', (text, image) => {
    expect(imageOfText(text, null)).toEqual(image)
    expect(imageText(image)).toBe(text)
  })

  it.each([
    ['Canonical:UbuntuServer:18.04-LTS', 'Canonical:UbuntuServer:18.04-LTS:latest'],
    ['rg/g/web', 'rg/g/web/latest'],
    ['/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/images/my-image', 'rg/my-image'],
    [
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/galleries/g/images/web/versions/1.2.3',
      'rg/g/web/1.2.3',
    ],
  ])('may be written %s', (text, canonical) => {
    expect(imageText(imageOfText(text, null))).toBe(canonical)
  })

  it('keeps what the present image of its kind says besides', () => {
    const present = { gallery: { ...gallery, spotAccountId: 'act-images' } }
    expect(imageOfText('rg/g/web/2.0.0', present)).toEqual({
      gallery: { ...gallery, version: '2.0.0', spotAccountId: 'act-images' },
    })
    expect(imageOfText('rg/my-image', present)).toEqual({ custom: { resourceGroupName: 'rg', name: 'my-image' } })
  })

  it.each(['ami-0123', '', 'a/b/c/d/e', '/subscriptions/s'])('is not %j', (text) => {
    expect(() => imageOfText(text, null)).toThrow('is no image for Azure')
  })
})
